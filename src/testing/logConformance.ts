import { lastValueFrom, type Observable, take, toArray } from 'rxjs';
import { checkFunction, checkOptions } from '../check.js';
import type { End, GenerationLog, LogEntry, Producer, TailOptions } from '../delivery/log.js';
import { GenerationError } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import { responseOf, withResponse } from '../response.js';
import type { TestRunner } from './conformance.js';
import { messageStart, textDelta, textMessage } from './events.js';

/** The test runner, and how to come by the log. */
export interface LogConformanceOptions extends TestRunner {
  /**
   * Another handle on the same log, as another process has it.
   * @default the log itself
   */
  another?: (() => GenerationLog | Promise<GenerationLog>) | undefined;
}

/** A log, the same one seen from elsewhere, and a generation that is not there yet. */
interface Stage {
  readonly log: GenerationLog;
  readonly elsewhere: GenerationLog;
  readonly id: string;
}

type Test = (stage: Stage, expect: TestRunner['expect']) => Promise<void>;

/** How long a generation lives in these tests, in milliseconds. */
const times = { ttlMs: 60_000, leaseMs: 30_000 };
const answer = textMessage('Many hands make light work, and many readers one request.');
const complete: End = { status: 'complete' };

/**
 * Declares the tests that every `GenerationLog` must pass: one writer, any number of readers from any place, an end that
 * is final, leases, time to live, ids that are none.
 *
 * @example
 * ```ts
 * import { memoryLog } from 'rx-bedrock/delivery';
 * import { behavesLikeAGenerationLog } from 'rx-bedrock/testing';
 * import { expect, it } from 'vitest';
 *
 * const log = memoryLog();
 * behavesLikeAGenerationLog(() => log, { it, expect });
 * ```
 *
 * @param makeLog - called in each test; it may make a log, or give always the same one
 * @param options - see {@link LogConformanceOptions}
 */
export function behavesLikeAGenerationLog(
  makeLog: () => GenerationLog | Promise<GenerationLog>,
  options: LogConformanceOptions,
): void {
  checkFunction('The log of behavesLikeAGenerationLog()', makeLog, 'Pass () => memoryLog(), say.');
  const fix = "Pass those of your test runner: { it, expect }, from 'vitest' say.";
  checkOptions('The options of behavesLikeAGenerationLog()', options, fix);
  checkFunction('options.it', options.it, fix);
  checkFunction('options.expect', options.expect, fix);
  const { it, expect, another } = options;
  for (const [name, test] of Object.entries({ ...opening, ...reading, ...ending, ...dying, ...refusing })) {
    it(name, async () => {
      const log = await makeLog();
      await test({ log, elsewhere: (await another?.()) ?? log, id: crypto.randomUUID() }, expect);
    });
  }
}

const opening: Record<string, Test> = {
  'open: gives the right to write to the first who asks, and to nobody after that': async (stage, expect) => {
    const { log, elsewhere, id } = stage;
    const producer = await opened(stage);
    expect(await elsewhere.open(id, times)).toBe(null);
    await producer.append(answer);
    await producer.close(complete);
    expect(await elsewhere.open(id, times)).toBe(null);
    expect(await log.open(id, times)).toBe(null);
  },

  'open: of ten at once, one gets it': async ({ log, elsewhere, id }, expect) => {
    const asked = Array.from({ length: 10 }, (_, turn) => (turn % 2 ? log : elsewhere).open(id, times));
    const producers = (await Promise.all(asked)).filter((producer) => producer !== null);
    expect(producers.length).toBe(1);
    await producers[0]?.close(complete);
  },

  'status: missing, connecting, streaming, and how it ended': async (stage, expect) => {
    const { log, elsewhere, id } = stage;
    expect(await log.status(id)).toBe('missing');
    const producer = await opened(stage);
    expect(await elsewhere.status(id)).toBe('connecting');
    await producer.append(answer.slice(0, 1));
    expect(await elsewhere.status(id)).toBe('streaming');
    await producer.close({
      status: 'truncated',
      error: { code: 'truncated', message: 'Cut.', retryable: false },
    });
    expect(await elsewhere.status(id)).toBe('truncated');
    expect(await log.status(id)).toBe('truncated');
  },

  'append: tells the place of the last event': async (stage, expect) => {
    const producer = await opened(stage);
    expect(await producer.append(answer.slice(0, 3))).toBe(3);
    expect(await producer.append([])).toBe(3);
    expect(await producer.append(answer.slice(3, 4))).toBe(4);
    await producer.close(complete);
  },
};

const reading: Record<string, Test> = {
  'tail: what was written, and then what is being written, to its end': async (stage, expect) => {
    const producer = await opened(stage);
    await producer.append(answer.slice(0, 2));
    const [early, late] = [read(stage.log, stage.id), read(stage.elsewhere, stage.id)];
    await early.until(2);
    for (const event of answer.slice(2, -1)) await producer.append([event]);
    const last = read(stage.elsewhere, stage.id);
    await producer.append(answer.slice(-1));
    await producer.close(complete);
    for (const reader of [early, late, last]) {
      expect(await reader.end).toBe('complete');
      expect(reader.entries).toEqual(numbered(answer));
    }
  },

  'tail: of what is over, all, and its end': async (stage, expect) => {
    await written(stage, answer);
    const reader = read(stage.elsewhere, stage.id);
    expect(await reader.end).toBe('complete');
    expect(reader.entries).toEqual(numbered(answer));
  },

  'tail after a place: what lies behind it, also where events were written together': async (
    stage,
    expect,
  ) => {
    await written(stage, answer);
    for (const after of [1, 4, answer.length - 1, answer.length]) {
      const reader = read(stage.elsewhere, stage.id, { after });
      expect(await reader.end).toBe('complete');
      expect(reader.entries).toEqual(numbered(answer).slice(after));
    }
  },

  'tail after the last place: waits for what comes': async (stage, expect) => {
    const producer = await opened(stage);
    await producer.append(answer.slice(0, 3));
    const reader = read(stage.elsewhere, stage.id, { after: 3 });
    await producer.append(answer.slice(3));
    await producer.close(complete);
    expect(await reader.end).toBe('complete');
    expect(reader.entries).toEqual(numbered(answer).slice(3));
  },

  'tail after a place that nothing has come to: logGap': async (stage, expect) => {
    const producer = await opened(stage);
    await producer.append(answer.slice(0, 3));
    expect(await codeOf(stage.elsewhere, stage.id, { after: 4 })).toBe('logGap');
    expect(await codeOf(stage.elsewhere, stage.id, { after: Number.MAX_SAFE_INTEGER })).toBe('logGap');
    await producer.close(complete);
    expect(await codeOf(stage.elsewhere, stage.id, { after: 4 })).toBe('logGap');
  },

  'tail: readers that join at any moment all get the same': async (stage, expect) => {
    const producer = await opened(stage);
    const events = Array.from({ length: 120 }, (_, turn) => textDelta(`${turn} `));
    const readers: Reading[] = [];
    for (let at = 0; at < events.length; at += 3) {
      readers.push(read(at % 2 ? stage.log : stage.elsewhere, stage.id));
      await producer.append(events.slice(at, at + 3));
    }
    await producer.close(complete);
    for (const reader of readers) {
      expect(await reader.end).toBe('complete');
      expect(reader.entries).toEqual(numbered(events));
    }
  },

  'tail: of 5,000 events, each once and in order': async (stage, expect) => {
    const producer = await opened(stage);
    const events = Array.from({ length: 5_000 }, (_, turn) => textDelta(`${turn} `));
    const readers = [read(stage.elsewhere, stage.id)];
    for (let at = 0; at < events.length; at += 10) await producer.append(events.slice(at, at + 10));
    readers.push(read(stage.elsewhere, stage.id), read(stage.elsewhere, stage.id, { after: 4_321 }));
    await producer.close(complete);
    const counts = [];
    for (const { end, entries } of readers) {
      expect(await end).toBe('complete');
      counts.push(entries.length);
      expect(entries.every(({ seq }, at) => seq === 5_000 - entries.length + at + 1)).toBe(true);
    }
    expect(counts).toEqual([5_000, 5_000, 679]);
  },

  'tail: bytes stay bytes, and the response is known that the message came in': async (stage, expect) => {
    const response = { requestId: 'a-request', attempts: 2 };
    const bytes = Uint8Array.from([0, 10, 13, 255]);
    const redacted: ConverseEvent = {
      contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { redactedContent: bytes } } },
    };
    await written(stage, [withResponse(messageStart(), response), redacted]);
    const [first, second] = await lastValueFrom(stage.elsewhere.tail(stage.id).pipe(toArray()));
    expect(responseOf(first!.event)).toEqual(response);
    expect(second!.event).toEqual(redacted);
  },

  'tail: a subscriber that leaves gets no more, and changes nothing for the others': async (
    stage,
    expect,
  ) => {
    const producer = await opened(stage);
    await producer.append(answer.slice(0, 4));
    const leaving = lastValueFrom(stage.elsewhere.tail(stage.id).pipe(take(2), toArray()));
    const reader = read(stage.elsewhere, stage.id);
    await reader.until(4);
    await producer.append(answer.slice(4));
    await producer.close(complete);
    expect(await reader.end).toBe('complete');
    expect(reader.entries.length).toBe(answer.length);
    expect((await leaving).map(({ seq }) => seq)).toEqual([1, 2]);
  },

  'tail with a signal: its abort is the end, with code aborted': async (stage, expect) => {
    const producer = await opened(stage);
    const controller = new AbortController();
    const reader = read(stage.elsewhere, stage.id, { signal: controller.signal });
    await producer.append(answer.slice(0, 1));
    await reader.until(1);
    controller.abort();
    expect(codeIn(await reader.end)).toBe('aborted');
    await producer.close(complete);
  },

  'isWatched: while somebody reads, and not for long after that': async (stage, expect) => {
    const producer = await opened(stage);
    expect(await producer.isWatched()).toBe(false);
    const reader = read(stage.elsewhere, stage.id);
    await eventually(() => producer.isWatched());
    reader.leave();
    await eventually(async () => !(await producer.isWatched()));
    await producer.close(complete);
  },
};

const ending: Record<string, Test> = {
  'close with an error: every reader gets it, with its code, its words and its request': async (
    stage,
    expect,
  ) => {
    const producer = await opened(stage);
    const live = read(stage.elsewhere, stage.id);
    await producer.append(answer.slice(0, 3));
    const response = { requestId: 'a-request', attempts: 3 };
    const error = { code: 'throttled', message: 'Too many tokens.', retryable: true, response } as const;
    await producer.close({ status: 'failed', error });
    for (const reader of [live, read(stage.elsewhere, stage.id)]) {
      const failure = (await reader.end) as GenerationError;
      expect(failure instanceof GenerationError).toBe(true);
      expect(failure.message).toBe('throttled: Too many tokens.');
      expect([failure.code, failure.retryable, failure.response]).toEqual(['throttled', true, response]);
      expect(reader.entries).toEqual(numbered(answer.slice(0, 3)));
    }
  },

  'cancel: readers complete, and the writer is told at once, also in silence': async (stage, expect) => {
    const producer = await opened(stage);
    await producer.append(answer.slice(0, 2));
    const reader = read(stage.log, stage.id);
    await reader.until(2);
    const before = performance.now();
    const told = new Promise((resolve) => producer.lost.addEventListener('abort', resolve));
    expect(await stage.elsewhere.cancel(stage.id, 'The tab was closed.')).toBe(true);
    await told;
    expect(performance.now() - before < 300).toBe(true);
    expect(producer.lost.reason).toEqual({ status: 'stopped', reason: 'The tab was closed.' });
    expect(await reader.end).toBe('complete');
    expect(await stage.log.status(stage.id)).toBe('stopped');
  },

  'cancel: is refused where there is nothing to cancel': async (stage, expect) => {
    expect(await stage.log.cancel(stage.id, 'Why not.')).toBe(false);
    await written(stage, answer);
    expect(await stage.elsewhere.cancel(stage.id, 'Too late.')).toBe(false);
    expect(await stage.log.status(stage.id)).toBe('complete');
  },

  'after its end nothing can be written, and the end stays what it was': async (stage, expect) => {
    const producer = await opened(stage);
    await producer.append(answer.slice(0, 2));
    await stage.elsewhere.cancel(stage.id, 'Enough.');
    expect(await rejectionOf(producer.append(answer.slice(2)))).toBe('aborted');
    await producer.close(complete);
    const reader = read(stage.elsewhere, stage.id);
    expect(await reader.end).toBe('complete');
    expect(reader.entries).toEqual(numbered(answer.slice(0, 2)));
    expect(await stage.elsewhere.status(stage.id)).toBe('stopped');
  },

  'of many who end it at once, one does': async (stage, expect) => {
    const producer = await opened(stage);
    const { log, elsewhere, id } = stage;
    const closing = producer.close({ status: 'truncated' });
    const cancels = Array.from({ length: 10 }, (_, turn) =>
      (turn % 2 ? log : elsewhere).cancel(id, `${turn}`),
    );
    const won = (await Promise.all(cancels)).filter(Boolean).length;
    await closing;
    expect(won <= 1).toBe(true);
    expect(await log.status(id)).toBe(won === 1 ? 'stopped' : 'truncated');
    expect(producer.lost.aborted).toBe(won === 1);
  },
};

const dying: Record<string, Test> = {
  'a writer that is silent for a lease is dead to everybody, itself included': async (stage, expect) => {
    const producer = await opened(stage, { ...times, leaseMs: 400 });
    const before = performance.now();
    await producer.append(answer.slice(0, 2));
    const live = read(stage.elsewhere, stage.id);
    expect(codeIn(await live.end)).toBe('producerLost');
    expect(performance.now() - before < 900).toBe(true);
    await eventually(async () => producer.lost.aborted);
    expect(await rejectionOf(producer.append(answer.slice(2)))).toBe('producerLost');
    const late = read(stage.log, stage.id);
    expect(codeIn(await late.end)).toBe('producerLost');
    for (const reader of [live, late]) expect(reader.entries).toEqual(numbered(answer.slice(0, 2)));
    expect(await stage.log.status(stage.id)).toBe('failed');
  },

  'a writer that renews its lease lives': async (stage, expect) => {
    const producer = await opened(stage, { ...times, leaseMs: 400 });
    const reader = read(stage.elsewhere, stage.id);
    for (let turn = 0; turn < 10; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await producer.renew();
    }
    await producer.append(answer);
    await producer.close(complete);
    expect(await reader.end).toBe('complete');
    expect(reader.entries.length).toBe(answer.length);
  },

  'when its time is over, it is gone': async (stage, expect) => {
    const producer = await opened(stage, { ttlMs: 300, leaseMs: 200 });
    await producer.append(answer);
    await producer.close(complete);
    await eventually(async () => (await stage.elsewhere.status(stage.id)) === 'missing');
    expect(await codeOf(stage.elsewhere, stage.id)).toBe('logExpired');
    expect(await stage.log.cancel(stage.id, 'Too late.')).toBe(false);
  },
};

const refusing: Record<string, Test> = {
  'what never was is missing, and reads as logExpired': async ({ log, id }, expect) => {
    expect(await log.status(id)).toBe('missing');
    expect(await codeOf(log, id)).toBe('logExpired');
    expect(await codeOf(log, id, { after: 3 })).toBe('logExpired');
  },

  'what cannot be an id is rejected': async ({ log }, expect) => {
    const forged = ['', 'a\r\nb', 'a\nid: 7', 'nul\0', '{tag}', 'a b', 'é', '*', 'a'.repeat(129)];
    for (const id of [...forged, undefined, null, 7, {}] as string[]) {
      expect(await rejectionOf(log.open(id, times))).toBe('rejected');
      expect(await rejectionOf(log.status(id))).toBe('rejected');
      expect(await rejectionOf(log.cancel(id, ''))).toBe('rejected');
      expect(await codeOf(log, id)).toBe('rejected');
    }
  },

  'what cannot be a place is refused at the call': async ({ log, id }, expect) => {
    for (const after of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1' as unknown as number]) {
      let thrown: unknown;
      try {
        log.tail(id, { after });
      } catch (error) {
        thrown = error;
      }
      expect(thrown instanceof TypeError || thrown instanceof RangeError).toBe(true);
    }
  },
};

async function opened({ log, id }: Stage, options = times): Promise<Producer> {
  const producer = await log.open(id, options);
  if (!producer) throw new Error('The log says that somebody else writes a generation that is new.');
  return producer;
}

/** A generation that is over. */
async function written(stage: Stage, events: readonly ConverseEvent[]): Promise<void> {
  const producer = await opened(stage);
  await producer.append(events);
  await producer.close(complete);
}

function numbered(events: readonly ConverseEvent[]): LogEntry[] {
  return events.map((event, index) => ({ seq: index + 1, event }));
}

/** What one reader gets. */
interface Reading {
  readonly entries: readonly LogEntry[];
  /** `'complete'`, or the error. */
  readonly end: Promise<unknown>;
  /** Resolves when so many events have come. */
  until(count: number): Promise<void>;
  leave(): void;
}

function read(log: GenerationLog, id: string, options?: TailOptions): Reading {
  const entries: LogEntry[] = [];
  const tail: Observable<LogEntry> = log.tail(id, options);
  let leave = () => {};
  const end = new Promise<unknown>((resolve) => {
    const subscription = tail.subscribe({
      next: (entry) => entries.push(entry),
      error: resolve,
      complete: () => resolve('complete'),
    });
    leave = () => subscription.unsubscribe();
  });
  return { entries, end, leave, until: (count) => eventually(async () => entries.length >= count) };
}

function codeIn(end: unknown): unknown {
  return end instanceof GenerationError ? end.code : end;
}

async function codeOf(log: GenerationLog, id: string, options?: TailOptions): Promise<unknown> {
  return codeIn(await read(log, id, options).end);
}

async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(() => 'nothing was refused', codeIn);
}

/** Waits until something is so, and fails when it takes too long. */
async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  for (const until = performance.now() + 8_000; !(await isSo()); ) {
    if (performance.now() > until) throw new Error('It has not come to that within 8 s.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
