import type { Subscriber } from 'rxjs';
import { checkOptions } from '../check.js';
import { GenerationError } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import { checkCaps } from './checkCaps.js';
import { writeEvent } from './codec.js';
import { logExpired, notYours, tooLong } from './end.js';
import type { GenerationLog, LogEntry, OpenOptions, Producer } from './log.js';
import { MemoryGeneration } from './memoryGeneration.js';
import { checkId, checkOpening } from './opening.js';
import { reading } from './reading.js';

/** How much a log in memory takes. */
export interface MemoryLogOptions {
  /**
   * How many generations it keeps. When there are as many, the oldest that has ended makes room; where none has
   * ended, the next one is refused with `unavailable`.
   * @default 10_000
   */
  maxGenerations?: number | undefined;
  /**
   * How long one generation may grow, in characters of JSON; beyond that it ends with `budget`.
   * @default 16_777_216
   */
  maxLength?: number | undefined;
  /**
   * How much all of them may hold, in characters of JSON. The oldest that has ended makes room; where none has
   * ended, what is written is refused with `unavailable`.
   * @default 268_435_456
   */
  maxTotalLength?: number | undefined;
  /**
   * How many may read at the same time; the next one gets `unavailable`.
   * @default 10_000
   */
  maxReaders?: number | undefined;
}

/**
 * A log in the memory of one process, for one instance and for tests.
 *
 * <span class="informal">Readers that come and go, without a Redis; what it holds is gone with the process.</span>
 *
 * @example
 * ```ts
 * import { fromLog, memoryLog, publishGeneration } from 'rx-bedrock/delivery';
 * import { selectText } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 * import { of } from 'rxjs';
 *
 * const log = memoryLog({ maxGenerations: 1_000 });
 * await publishGeneration(log, 'an-id', of(...textMessage('Hello, world')));
 * fromLog(log, 'an-id').pipe(selectText()).subscribe(console.log);
 * ```
 *
 * @param options - see {@link MemoryLogOptions}
 * @returns a log with the semantics of all others: leases, time to live, ends that are final
 * @throws TypeError, RangeError - at once, when an option cannot be meant
 */
export function memoryLog(options: MemoryLogOptions = {}): GenerationLog {
  checkOptions('The options of memoryLog()', options, 'Pass { maxGenerations: 1_000 }, or leave them out.');
  const { maxGenerations = 10_000, maxLength = 16_777_216 } = options;
  const { maxTotalLength = 268_435_456, maxReaders = 10_000 } = options;
  const caps = { maxGenerations, maxLength, maxTotalLength, maxReaders };
  checkCaps('options', caps, 'Leave it out, or pass 1_000.');
  return logIn(new Memory(caps));
}

function logIn(memory: Memory): GenerationLog {
  return {
    open: (id, opening) =>
      promised(() => {
        checkOpening(id, opening);
        return memory.open(id, opening);
      }),
    tail: (id, tailing = {}) =>
      reading(id, tailing, (subscriber, after) => {
        memory.read(id, subscriber, after);
      }),
    status: (id) =>
      promised(() => {
        checkId(id);
        return memory.find(id)?.status ?? 'missing';
      }),
    cancel: (id, reason) =>
      promised(() => {
        checkId(id);
        return memory.find(id)?.seal({ status: 'stopped', reason }) ?? false;
      }),
    noteOf: (id) =>
      promised(() => {
        checkId(id);
        return memory.find(id)?.options.note;
      }),
  };
}

type Caps = Record<keyof MemoryLogOptions, number>;

class Memory {
  private readonly caps: Caps;
  private readonly generations = new Map<string, MemoryGeneration>();
  private length = 0;
  private readers = 0;

  constructor(caps: Caps) {
    this.caps = caps;
  }

  find(id: string): MemoryGeneration | undefined {
    return this.generations.get(id);
  }

  open(id: string, opening: OpenOptions): Producer | null {
    if (this.generations.has(id)) return null;
    this.makeRoom(() => this.generations.size < this.caps.maxGenerations);
    const generation = new MemoryGeneration(opening, () => {
      this.drop(id);
    });
    this.generations.set(id, generation);
    return this.producerOf(generation);
  }

  read(id: string, subscriber: Subscriber<LogEntry>, after: number): void {
    const generation = this.find(id);
    if (!generation) subscriber.error(logExpired());
    else if (this.readers >= this.caps.maxReaders) subscriber.error(full('as many readers as it may have'));
    else {
      this.readers += 1;
      subscriber.add(() => {
        this.readers -= 1;
      });
      generation.read(subscriber, after);
    }
  }

  private producerOf(generation: MemoryGeneration): Producer {
    return {
      lost: generation.lost.signal,
      append: (events) => promised(() => this.append(generation, events)),
      renew: () => promised(() => generation.renew()),
      isWatched: () => promised(() => generation.isWatched),
      close: (end) => promised(() => void generation.seal(end, true)),
    };
  }

  private append(generation: MemoryGeneration, events: readonly ConverseEvent[]): number {
    if (generation.end) throw notYours(generation.end);
    const { maxLength, maxTotalLength } = this.caps;
    const length = events.reduce((sum, event) => sum + writeEvent(event).length, 0);
    if (generation.length + length > maxLength) throw tooLong(maxLength);
    this.makeRoom(() => this.length + length <= maxTotalLength);
    this.length += length;
    generation.append(events, length);
    return generation.last;
  }

  private drop(id: string): void {
    const generation = this.find(id);
    if (!generation) return;
    this.generations.delete(id);
    this.length -= generation.length;
    generation.drop();
  }

  /** Lets go of the oldest that have ended, until there is room. */
  private makeRoom(hasRoom: () => boolean): void {
    for (const [id, { end }] of this.generations) {
      if (hasRoom()) return;
      if (end) this.drop(id);
    }
    if (!hasRoom()) throw full('as much as it may hold, and all of it is still being made');
  }
}

function full(what: string): GenerationError {
  return new GenerationError(
    'unavailable',
    `The log in memory has ${what}. Try again later, or raise its caps.`,
  );
}

/** What a log in another place would do later is done at once; what it throws is a rejection all the same. */
function promised<T>(action: () => T): Promise<T> {
  return new Promise((resolve) => resolve(action()));
}
