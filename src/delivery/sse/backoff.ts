import { type Observable, type SchedulerLike, timer } from 'rxjs';
import { GenerationError, withDetails } from '../../errors.js';
import type { SseInterruption } from './connection.js';
import { Interruption } from './interruption.js';

/** How often to come back to a server that cannot be reached. */
export interface ReconnectOptions {
  /**
   * The longest delay before the first time, in milliseconds; it doubles with every further one, and each time a
   * random part of it is waited.
   * @default what the server asks for (`retry:`), 1_000 for ours
   */
  initialDelay?: number | undefined;
  /**
   * The longest delay that is ever waited, in milliseconds, but for what the server itself asks for (`retry-after`).
   * @default 20_000
   */
  maxDelay?: number | undefined;
  /**
   * How long to wait in all before giving up, in milliseconds; a sign of life from the server begins it anew. Time
   * that a computer sleeps does not count.
   * @default 120_000
   */
  maxElapsed?: number | undefined;
}

/** When to come back, and when to give up. */
export class Backoff {
  private readonly options: ReconnectOptions;
  private readonly onWait: (interruption: SseInterruption) => void;
  private readonly scheduler: SchedulerLike;
  /** What the server wants, in milliseconds. */
  private suggested = 1_000;
  private failures = 0;
  private waited = 0;

  constructor(
    options: ReconnectOptions,
    onWait: (interruption: SseInterruption) => void,
    scheduler: SchedulerLike,
  ) {
    this.options = options;
    this.onWait = onWait;
    this.scheduler = scheduler;
  }

  /** What the server wants; it cannot want to be asked without a pause. */
  suggest(ms: number): void {
    this.suggested = Math.max(ms, 100);
  }

  /** There is somebody at the other end. */
  begin(): void {
    this.failures = 0;
    this.waited = 0;
  }

  /** Emits when it is time to come back after an error; throws where coming back does not help. */
  after(error: unknown): Observable<unknown> {
    if (!(error instanceof Interruption)) throw error;
    const { maxElapsed = 120_000 } = this.options;
    const delay = Math.max(this.delay(), error.retryAfter);
    this.failures += 1;
    // A try costs time as well, also where no delay is wanted: it must come to an end.
    this.waited += Math.max(delay, 1);
    if (this.waited > maxElapsed) throw this.givenUp(error.reason);
    this.onWait({ state: 'waiting', failures: this.failures, delay, error: error.reason });
    return timer(delay, this.scheduler);
  }

  /** Full jitter: those whose server went away together do not come back together. */
  private delay(): number {
    const { initialDelay = this.suggested, maxDelay = 20_000 } = this.options;
    return Math.round(Math.random() * Math.min(initialDelay * 2 ** Math.min(this.failures, 31), maxDelay));
  }

  private givenUp(reason: GenerationError): GenerationError {
    if (this.failures === 1) return reason;
    const { code, message } = reason;
    const why = message.slice(code.length + 2);
    const text = `${/[.!?]$/.test(why) ? why : `${why}.`} Given up after ${this.failures} attempts.`;
    return withDetails(new GenerationError(code, text), { cause: reason.cause, retryable: reason.retryable });
  }
}
