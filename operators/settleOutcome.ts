import type { OperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { followToTheEnd } from '../src/sharing/follow.js';
import { completedSnapshot, failedOutcome, type Outcome } from '../src/outcome.js';

/**
 * Emits how the generation ended, exactly once, and never errors.
 *
 * <span class="informal">What a log or a database wants: one record, whichever way it went.</span>
 *
 * The Outcome holds the message with all that had arrived, the status, the usage if it was seen, and the
 * `GenerationError` if there was one. An error of other code, say of a callback, is wrapped with code `unknown`.
 *
 * ```text
 * in               s-a-b-e-m|        s messageStart, a b text deltas, e messageStop, m metadata
 * settleOutcome()  ---------(o|)     o has the status 'complete'
 *
 * in               s-a-b-#           # the stream was cut
 * settleOutcome()  ------(o|)        o has the status 'truncated', the text of a and b, and the error
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { settleOutcome } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * of(...textMessage('Hello, world'))
 *   .pipe(settleOutcome())
 *   .subscribe(({ status, message, error }) => console.log(status, message.content, error?.code));
 * ```
 *
 * @returns an operator from events to one Outcome
 * @see {@link trackState} for what happens until then
 */
export function settleOutcome(): OperatorFunction<ConverseEvent, Outcome> {
  return (source) =>
    followToTheEnd<Outcome>(checkSource('settleOutcome', source), {
      last: completedSnapshot,
      failed: failedOutcome,
    });
}
