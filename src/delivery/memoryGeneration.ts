import type { Subscriber } from 'rxjs';
import type { ConverseEvent } from '../events.js';
import type { Status } from '../message/snapshot.js';
import { tell, tellEnd } from '../sharing/isolate.js';
import { errorOf, logGap, producerLost } from './end.js';
import type { End, LogEntry, OpenOptions } from './log.js';

/** One reader: where it stands is all that is kept for it. */
interface Reader {
  readonly subscriber: Subscriber<LogEntry>;
  seq: number;
  isReading: boolean;
}

/** For how long who has left counts as a reader, in milliseconds: somebody who comes and goes is not missed. */
const remembered = 2_000;

/** One generation in memory: its events, who reads them, and the one timer that says when it is over. */
export class MemoryGeneration {
  readonly lost: AbortController = new AbortController();
  /** How much it holds, in characters of JSON. */
  length = 0;
  end: End | undefined;
  readonly options: OpenOptions;
  private readonly onExpiry: () => void;
  private readonly entries: LogEntry[] = [];
  private readonly readers = new Set<Reader>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** When the last who has left did so. */
  private leftAt = Number.NEGATIVE_INFINITY;

  constructor(options: OpenOptions, onExpiry: () => void) {
    this.options = options;
    this.onExpiry = onExpiry;
    this.renew();
  }

  get last(): number {
    return this.entries.length;
  }

  get status(): Status {
    return this.end?.status ?? (this.last === 0 ? 'connecting' : 'streaming');
  }

  get isWatched(): boolean {
    return this.readers.size > 0 || performance.now() - this.leftAt < remembered;
  }

  append(events: readonly ConverseEvent[], length: number): void {
    this.length += length;
    for (const event of events) this.entries.push({ seq: this.entries.length + 1, event });
    this.readAll();
  }

  renew(): void {
    if (this.end) return;
    const { leaseMs } = this.options;
    this.setTimer(leaseMs, () => this.seal(producerLost(leaseMs)));
  }

  /** Ends it, unless it has ended. @param owner - whether the producer knows already */
  seal(end: End, owner = false): boolean {
    if (this.end) return false;
    this.end = end;
    this.setTimer(this.options.ttlMs, this.onExpiry);
    // What is over is kept for who may come; that must not keep a process alive.
    (this.timer as { unref?(): void }).unref?.();
    if (!owner) this.lost.abort(end);
    this.readAll();
    return true;
  }

  read(subscriber: Subscriber<LogEntry>, after: number): void {
    if (after > this.last) {
      subscriber.error(logGap(after, this.last));
      return;
    }
    const reader = { subscriber, seq: after, isReading: false };
    this.readers.add(reader);
    subscriber.add(() => {
      this.readers.delete(reader);
      this.leftAt = performance.now();
    });
    this.readOn(reader);
  }

  /** Forgets everything. */
  drop(): void {
    clearTimeout(this.timer);
    this.entries.length = 0;
  }

  private readAll(): void {
    for (const reader of this.readers) this.readOn(reader);
  }

  /** Hands over what there is; a reader that makes the producer write is told of that in its turn. */
  private readOn(reader: Reader): void {
    if (reader.isReading) return;
    reader.isReading = true;
    const { subscriber } = reader;
    while (!subscriber.closed && reader.seq < this.last) tell(subscriber, this.entries[reader.seq++]!);
    reader.isReading = false;
    const { end } = this;
    if (!end || subscriber.closed) return;
    const error = errorOf(end);
    tellEnd(() => {
      if (error) subscriber.error(error);
      else subscriber.complete();
    });
  }

  private setTimer(ms: number, action: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(action, ms);
  }
}
