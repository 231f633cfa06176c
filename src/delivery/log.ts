import type { Observable } from 'rxjs';
import type { GenerationErrorCode } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import type { Status } from '../message/snapshot.js';
import type { ResponseInfo } from '../response.js';

/** One event of a generation, and its place: the first is 1, and none is left out. */
export interface LogEntry {
  readonly seq: number;
  /** As it was written: bytes are bytes, and a messageStart has the response it came in. */
  readonly event: ConverseEvent;
}

/** The ways in which a generation can have ended. */
export type FinalStatus = Exclude<Status, 'connecting' | 'streaming'>;

/** How a generation ended, as a log keeps it: plain JSON. */
export interface End {
  readonly status: FinalStatus;
  /** Why it failed; absent where it was complete or was stopped. */
  readonly error?: EndError;
  /** What whoever stopped it had to say. */
  readonly reason?: string;
}

/** The error that a generation ended in: what is needed to make the same one for every reader. */
export interface EndError {
  readonly code: GenerationErrorCode;
  /** The message, without the code that it begins with. */
  readonly message: string;
  readonly retryable: boolean;
  readonly response?: ResponseInfo;
}

/** How long a generation is kept, and how long its producer may be silent. */
export interface OpenOptions {
  /** How long the generation can be read after its producer was last heard of, in milliseconds. */
  readonly ttlMs: number;
  /** How long the producer may be silent before it is taken for dead, in milliseconds. */
  readonly leaseMs: number;
  /**
   * What whoever begins it wants to find again, of 256 characters at most; readers are not shown it.
   * @default none
   */
  readonly note?: string | undefined;
}

/** Where to begin to read. */
export interface TailOptions {
  /**
   * The last place that is known already: reading begins behind it.
   * @default 0, from the start
   */
  readonly after?: number | undefined;
  /**
   * Ends the reading with an error of code `aborted`.
   * @default none: to unsubscribe is enough
   */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Where a generation is kept for readers in other processes. Exactly one may write; anybody may read, from any place,
 * also when it is over; and nobody waits for a writer that is dead.
 *
 * What goes wrong is a `GenerationError`, as a rejection or as the error of the Observable: `rejected` for an id that
 * cannot be one, as ids come from the outside; `unavailable` for a log that is full or cannot be reached, `logExpired`
 * for a generation that is not there (any more), `logGap` where events are missing, `producerLost` where the writer
 * died. What is no `GenerationError` is `unknown` to readers, who do not come back for it: a failure that may pass must
 * be `unavailable`. What only a mistake in the program can ask for is thrown at the call, as a TypeError or a
 * RangeError: an `after` that is no place.
 *
 * To write one of your own, keep events with {@link writeEvent} and {@link readEvent}, and let
 * `behavesLikeAGenerationLog` of `rx-bedrock/testing` try it.
 */
export interface GenerationLog {
  /** Begins a generation. @returns the right to write it, or null if somebody has (or had) it */
  open(id: string, options: OpenOptions): Promise<Producer | null>;
  /**
   * What was written and what is being written, in order and without gaps. Completes when the generation was complete
   * or was stopped; errors with what it failed with, or with `producerLost` when its writer is dead. Throws at the
   * call where `after` is not a whole number from 0 up.
   */
  tail(id: string, options?: TailOptions): Observable<LogEntry>;
  /** Where the generation stands: `connecting` until the first event was written, `missing` where there is none. */
  status(id: string): Promise<Status | 'missing'>;
  /**
   * Stops the generation, whoever writes it, wherever: readers complete, the writer is told.
   * @returns whether it was this call that ended it: false if it had ended, or is not there
   */
  cancel(id: string, reason: string): Promise<boolean>;
  /**
   * What `open` was given as `note`, or undefined where there was none. A log that keeps no notes leaves it out: a
   * repeated `Idempotency-Key` then reads the first generation, also where it comes with another body.
   */
  noteOf?(id: string): Promise<string | undefined>;
}

/** The right to write one generation. It is lost to whoever ends the generation first. */
export interface Producer {
  /**
   * Aborts as soon as the generation is ended by somebody else, also while nothing is being written: cancelled,
   * given up for dead, expired. Its reason is the {@link End} that readers get.
   */
  readonly lost: AbortSignal;
  /**
   * Writes events behind the others: {@link writeEvent} keeps of each all that readers must get.
   * @returns the place of the last; rejects once the right is lost, and where not all of them were written
   */
  append(events: readonly ConverseEvent[]): Promise<number>;
  /** Says that the producer is alive. Writing need not say so: whoever writes renews as well. */
  renew(): Promise<void>;
  /** Whether anybody, in any process, has been reading within the last two seconds. */
  isWatched(): Promise<boolean>;
  /** Ends the generation for good. Does nothing if it has ended already. */
  close(end: End): Promise<void>;
}
