import { identity, type MonoTypeOperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { verified } from '../src/source/verified.js';

/**
 * Lets a whole, well-formed message through, and errors where it is not.
 *
 * <span class="informal">A cut stream is never taken for success.</span>
 *
 * An end without messageStop is an error with code `truncated`. A second messageStart, content after messageStop or
 * for a closed block are errors with code `protocol`. The error's `partial` holds all that had arrived. Errors of
 * the source pass through as they are. The sources of this library do all this by themselves: use it for events
 * that come from elsewhere.
 *
 * ```text
 * in              s-a-b|     s messageStart, a b text deltas
 * verifyStream()  s-a-b#     # code 'truncated'
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { verifyStream } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * of(...textMessage('Hello, world').slice(0, 2))
 *   .pipe(verifyStream())
 *   .subscribe({ error: (error) => console.log(error.code, error.partial.message.content) });
 * ```
 *
 * @returns an operator that changes nothing of a message that is whole
 * @see {@link settleOutcome}, which calls a completion without messageStop `stopped`
 */
export function verifyStream(): MonoTypeOperatorFunction<ConverseEvent> {
  return (source) => verified(checkSource('verifyStream', source), { toError: identity });
}
