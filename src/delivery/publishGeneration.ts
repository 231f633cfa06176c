import type { Observable } from 'rxjs';
import { checkMilliseconds, checkOptions, checkSource } from '../check.js';
import type { ConverseEvent } from '../events.js';
import { checkLog } from './checkLog.js';
import type { End, GenerationLog } from './log.js';
import { Publisher } from './publisher.js';

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
   * Stops the generation when nobody, in any process, has been reading it for so long, in milliseconds; who has left
   * counts for two seconds more.
   * @default none: leaving is not cancelling
   */
  cancelWhenUnwatched?: number | undefined;
}

/** A generation that is being written to a log. */
export interface Publication {
  /**
   * How it went, as readers get it. Never rejects: where the log cannot be written any more, its error says so, with
   * code `unavailable`, and readers get `producerLost`.
   */
  readonly ended: Promise<End>;
}

/**
 * Writes a generation to a log, for readers in any process.
 *
 * <span class="informal">The one who makes it; everybody else reads the log.</span>
 *
 * Begins at once when the id is free, and subscribes to the source once. Whoever ends the generation first, ends it: the
 * source, with a completion or an error; anybody who calls `log.cancel(id)`; readers that have not heard of this process
 * for a lease. The source is then left, which closes the request to Bedrock, also while the model is silent.
 *
 * @example
 * ```ts
 * import { memoryLog, publishGeneration } from 'rx-bedrock/delivery';
 * import { textMessage } from 'rx-bedrock/testing';
 * import { of } from 'rxjs';
 *
 * const published = await publishGeneration(memoryLog(), crypto.randomUUID(), of(...textMessage('Hello, world')));
 * if (!published) console.log('somebody else makes it, or has made it');
 * else console.log((await published.ended).status); // 'complete'
 * ```
 *
 * @param log - `memoryLog()`, `redisLog()`, or one of your own
 * @param id - the generation's: one that cannot be guessed, such as `crypto.randomUUID()`
 * @param source - the generation, such as `converse(…)`; it is not subscribed to where the id is taken
 * @param options - see {@link PublishOptions}
 * @returns when the log has been opened: what says how it went, or null where somebody has (or had) the id
 * @throws TypeError, RangeError - at once, when an argument cannot be meant
 * @see {@link fromLog}, which reads it
 */
export function publishGeneration(
  log: GenerationLog,
  id: string,
  source: Observable<ConverseEvent>,
  options: PublishOptions = {},
): Promise<Publication | null> {
  checkLog(log);
  const events = checkSource('publishGeneration', source);
  checkOptions('The options of publishGeneration()', options, 'Pass { leaseMs: 3_000 }, or leave them out.');
  const { ttlMs = 3_600_000, leaseMs = 3_000, batchMs = 15, cancelWhenUnwatched } = options;
  checkMilliseconds('options.batchMs', batchMs, 'Pass 15, say, or leave it out.');
  if (cancelWhenUnwatched !== undefined)
    checkMilliseconds('options.cancelWhenUnwatched', cancelWhenUnwatched, 'Pass 30_000, or leave it out.');
  return log.open(id, { ttlMs, leaseMs }).then((producer) => {
    if (!producer) return null;
    const publisher = new Publisher(producer, { leaseMs, batchMs, cancelWhenUnwatched });
    return { ended: publisher.publish(events) };
  });
}
