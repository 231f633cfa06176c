import type { Observable } from 'rxjs';
import { checkSource } from '../check.js';
import type { ConverseEvent } from '../events.js';
import { checkLog } from './checkLog.js';
import type { GenerationLog } from './log.js';
import { type Publication, publish } from './publication.js';
import { type PublishOptions, publishingFrom } from './publishing.js';

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
  return publish(log, id, checkSource('publishGeneration', source), publishingFrom(options));
}
