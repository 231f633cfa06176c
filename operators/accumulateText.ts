import type { OperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { follow, type Following } from '../src/sharing/follow.js';
import { foldText, noText, type TextState } from '../src/message/text.js';

const text: Following<TextState, string> = {
  seed: noText,
  fold: foldText,
  select: textOf,
  isSame: hasNotGrown,
};

/**
 * Emits the whole text so far, each time it grows.
 *
 * <span class="informal">What a transcript shows: no joining on the screen's side.</span>
 *
 * Text blocks are joined in order of their index, whatever the order of arrival, with nothing between them. A late
 * subscriber of a shared generation starts with all the text there is.
 *
 * ```text
 * in                s-a-b-e-m|     s messageStart, a b text deltas
 * accumulateText()  --1-2----|     1 'Hel', 2 'Hello'
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { accumulateText } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * of(...textMessage('Hello, world'))
 *   .pipe(accumulateText())
 *   .subscribe((text) => console.log(text));
 * ```
 *
 * @returns an operator from events to strings
 * @see {@link selectText} for the chunks, {@link accumulateMessage} for the message
 */
export function accumulateText(): OperatorFunction<ConverseEvent, string> {
  return (source) => follow(checkSource('accumulateText', source), text);
}

function textOf({ text }: TextState): string {
  return text;
}

/** Also where a further message has just begun: there is nothing to show of it yet. */
function hasNotGrown(before: string, now: string): boolean {
  return now === before || now === '';
}
