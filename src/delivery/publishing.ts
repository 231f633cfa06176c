import { checkMilliseconds, checkOptions } from '../check.js';
import { checkTimes } from './opening.js';

/** How a generation is published. */
export interface PublishOptions {
  /**
   * How long the generation can be read after its producer was last heard of, in milliseconds.
   * @default 3_600_000
   */
  ttlMs?: number | undefined;
  /**
   * How long this process may be silent before readers take it for dead, in milliseconds; it renews the lease three
   * times as often.
   * @default 3_000
   */
  leaseMs?: number | undefined;
  /**
   * How long to gather events before they are written together, their deltas merged, in milliseconds. The first is
   * written at once.
   * @default 15
   */
  batchMs?: number | undefined;
  /**
   * Stops the generation when nobody, in any process, has been reading it for so long, in milliseconds. Who has left
   * counts for about two seconds more, so that nobody who comes back is missed, and it is looked for a reader four times
   * in this time, once a second at least: so the end comes up to three and a half seconds after it. A reader that takes
   * nothing reads for as long as it is connected.
   * @default none: leaving is not cancelling
   */
  cancelWhenUnwatched?: number | undefined;
}

/** The options with their defaults. */
export interface Publishing {
  readonly ttlMs: number;
  readonly leaseMs: number;
  readonly batchMs: number;
  readonly cancelWhenUnwatched: number | undefined;
}

/** Fills in the defaults. Throws if an option cannot be meant. */
export function publishingFrom(options: PublishOptions): Publishing {
  checkOptions('The options of publishGeneration()', options, 'Pass { leaseMs: 3_000 }, or leave them out.');
  const { ttlMs = 3_600_000, leaseMs = 3_000, batchMs = 15, cancelWhenUnwatched } = options;
  checkTimes({ ttlMs, leaseMs });
  checkMilliseconds('options.batchMs', batchMs, 'Pass 15, say, or leave it out.');
  if (cancelWhenUnwatched !== undefined)
    checkMilliseconds('options.cancelWhenUnwatched', cancelWhenUnwatched, 'Pass 30_000, or leave it out.');
  return { ttlMs, leaseMs, batchMs, cancelWhenUnwatched };
}
