import { endOf, logExpired, notYours, tooLong } from '../delivery/end.js';
import type { End, OpenOptions, Producer } from '../delivery/log.js';
import type { ConverseEvent } from '../events.js';
import { entriesOf, idOf, opening, openingOf, writeEvents } from './entries.js';
import { asked, isTaken } from './failure.js';
import type { Keys } from './keys.js';
import type { Line } from './line.js';
import { readSeal, sealGeneration } from './sealing.js';
import type { SharedRead } from './sharedRead.js';

/** What a producer needs beside its generation. */
interface ProducerContext {
  readonly line: Line;
  readonly keys: Keys;
  readonly shared: SharedRead;
  readonly maxLength: number;
}

/** Opens a generation: its stream, its lease and its time to live appear together, or not at all. */
export async function openGeneration(
  context: ProducerContext,
  options: OpenOptions,
): Promise<RedisProducer | null> {
  const { line, keys } = context;
  const token = crypto.randomUUID();
  const { leaseMs, ttlMs, note } = options;
  const noted = note === undefined ? [] : ['note', note];
  const isOurs = await line.persist(async () => {
    const [added] = await line.transact(
      ['XADD', keys.events, opening, 'token', token, 'lease', String(leaseMs), ...noted],
      ['SET', keys.lease(token), '1', 'PX', String(leaseMs)],
      // Only where there is none yet: whoever comes second must not change the first one's.
      ['PEXPIRE', keys.events, String(ttlMs), 'NX'],
    );
    if (!(added instanceof Error)) return true;
    if (!isTaken(added)) throw added;
    // Somebody was faster; or we were, and the answer was lost.
    return openingOf(entriesOf(await line.send('XRANGE', keys.events, opening, opening))[0])?.token === token;
  });
  if (!isOurs) return null;
  const producer = new RedisProducer(context, token, options);
  producer.watch();
  return producer;
}

/** The right to write a stream. Its own ids are what keeps others out, and what tells it that it is out itself. */
export class RedisProducer implements Producer {
  private readonly context: ProducerContext;
  private readonly token: string;
  private readonly options: OpenOptions;
  private readonly loss = new AbortController();
  private seq = 0;
  private length = 0;
  private isClosing = false;
  private unwatch = (): void => undefined;
  /** One write after the other: a write that fails must not be overtaken. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(context: ProducerContext, token: string, options: OpenOptions) {
    this.context = context;
    this.token = token;
    this.options = options;
  }

  get lost(): AbortSignal {
    return this.loss.signal;
  }

  append(events: readonly ConverseEvent[]): Promise<number> {
    return this.inTurn(() => this.write(events));
  }

  async renew(): Promise<void> {
    const { line, keys } = this.context;
    const { leaseMs, ttlMs } = this.options;
    await asked(
      Promise.all([
        line.send('SET', keys.lease(this.token), '1', 'PX', String(leaseMs)),
        line.send('PEXPIRE', keys.events, String(ttlMs)),
      ]),
    );
  }

  async isWatched(): Promise<boolean> {
    const { line, keys } = this.context;
    return (await asked(line.send('EXISTS', keys.watched))) === 1;
  }

  close(end: End): Promise<void> {
    return this.inTurn(async () => {
      const { line, keys } = this.context;
      if (this.lost.aborted || this.isClosing) return;
      // From now on a seal may be our own, whoever sees it first.
      this.isClosing = true;
      this.unwatch();
      const sealed = await sealGeneration(line, keys, end, this.seq);
      if (sealed !== 'sealed') this.lose(await this.findEnd());
    });
  }

  /** Begins to watch its own stream, so that it learns of its end while it has nothing to write. */
  watch(): void {
    const { keys, shared } = this.context;
    const { leaseMs, note } = this.options;
    const opening = { token: this.token, leaseMs, note };
    this.unwatch = shared.watch(keys, opening, (end) => {
      if (!this.isClosing) this.lose(end);
    });
  }

  private lose(end: End): void {
    this.unwatch();
    this.loss.abort(end);
  }

  private async write(events: readonly ConverseEvent[]): Promise<number> {
    const { line, keys, maxLength } = this.context;
    if (this.lost.aborted) throw notYours(this.lost.reason as End);
    if (events.length === 0) return this.seq;
    const seq = this.seq + events.length;
    const json = writeEvents(events);
    if (this.length + json.length > maxLength) throw tooLong(maxLength);
    const isWritten = await line.persist(async () => {
      try {
        const added = await line.send('XADD', keys.events, 'NOMKSTREAM', idOf(seq), 'events', json);
        return added !== null;
      } catch (error) {
        if (!isTaken(error)) throw error;
        // It may be our own write, whose answer was lost.
        const [stored] = entriesOf(await line.send('XRANGE', keys.events, idOf(seq), idOf(seq)));
        return stored?.fields.get('events') === json;
      }
    });
    if (!isWritten) {
      this.lose(await this.findEnd());
      throw notYours(this.lost.reason as End);
    }
    this.seq = seq;
    this.length += json.length;
    return seq;
  }

  /** How the generation ended, if not through us. */
  private async findEnd(): Promise<End> {
    const { line, keys } = this.context;
    return (await readSeal(line, keys)) ?? endOf(logExpired());
  }

  private inTurn<T>(action: () => Promise<T>): Promise<T> {
    const done = this.queue.then(() => asked(action()));
    this.queue = done.catch(() => undefined);
    return done;
  }
}
