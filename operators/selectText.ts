import { filter, map, type OperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { textIn } from '../src/message/text.js';

/**
 * Emits the text that streams in, chunk by chunk.
 *
 * <span class="informal">What a terminal prints: the words and nothing else.</span>
 *
 * Empty chunks, which some models send, are left out. The chunks come in order of arrival; a late subscriber of a
 * shared generation gets the text so far as one chunk.
 *
 * ```text
 * in            s-a-b-e-m|     s messageStart, a b text deltas
 * selectText()  --a-b----|     a 'Hel', b 'lo'
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { selectText } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * of(...textMessage('Hello, world'))
 *   .pipe(selectText())
 *   .subscribe((chunk) => process.stdout.write(chunk));
 * ```
 *
 * @returns an operator from events to strings
 * @see {@link accumulateText} for the text so far
 */
export function selectText(): OperatorFunction<ConverseEvent, string> {
  return (source) =>
    checkSource('selectText', source).pipe(
      map(textIn),
      filter((chunk) => chunk !== ''),
    );
}
