import { map, type Observable } from 'rxjs';
import type { ConverseEvent } from '../events.js';
import { keepingPartial } from './keepingPartial.js';
import { checkLog } from './checkLog.js';
import type { GenerationLog } from './log.js';
import { tailOf } from './tailOf.js';

/** Where to begin to read a log. */
export interface FromLogOptions {
  /**
   * The place of the last event that is known already: the first is 1 and none is left out, so it is how many this
   * reader has had; `log.tail(id)` tells each with its place. What folds the rest needs the events before it as well: a
   * reader that did not keep them reads from the start.
   * @default 0, from the start
   */
  after?: number | undefined;
}

/**
 * Reads a generation from a log: what was written, and then live, from whichever process writes it.
 *
 * <span class="informal">A generation of another process, as if it were made here.</span>
 *
 * Cold: every subscription reads the log; share it with `multicastReplay()`. Completes when the generation was complete,
 * and when somebody stopped it: then without messageStop, so that folds say `stopped`. Errors with the
 * `GenerationError` that the generation failed with (its code, `retryable` and request id are kept), and with
 * `producerLost`, `logGap` or `logExpired` where the log cannot deliver it; each with all that had arrived in `partial`.
 *
 * ```text
 * publishGeneration()  s-a-b-----c-e-m|
 * fromLog()            s-a-b-----c-e-m|
 * fromLog(), later          (sab)c-e-m|     first what was written until then
 * ```
 *
 * @example
 * ```ts
 * import { fromLog, memoryLog, publishGeneration } from 'rx-bedrock/delivery';
 * import { accumulateText, multicastReplay } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 * import { of } from 'rxjs';
 *
 * const log = memoryLog();
 * const id = crypto.randomUUID();
 * await publishGeneration(log, id, of(...textMessage('Hello, world')));
 *
 * const generation = fromLog(log, id).pipe(multicastReplay());
 * generation.pipe(accumulateText()).subscribe((text) => console.log(text));
 * ```
 *
 * @param log - `memoryLog()`, `redisLog()`, or one of your own
 * @param id - the generation's
 * @param options - see {@link FromLogOptions}
 * @returns the events of the generation
 * @throws TypeError, RangeError - at once, when the log is none or `after` cannot be a place
 * @see {@link publishGeneration}, which writes it
 */
export function fromLog(
  log: GenerationLog,
  id: string,
  options: FromLogOptions = {},
): Observable<ConverseEvent> {
  checkLog(log);
  return tailOf(log, id, options).pipe(
    map(({ event }) => event),
    keepingPartial(),
  );
}
