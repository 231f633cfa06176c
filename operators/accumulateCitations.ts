import type { OperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { type CitedText, citedTextsOf } from '../src/message/citedText.js';
import { follow, ofMessage, sameItems } from '../src/sharing/follow.js';

const citedTexts = /* @__PURE__ */ ofMessage(citedTextsOf, sameItems);

/**
 * Emits all text so far that the model gives sources for, with its citations.
 *
 * <span class="informal">The footnotes, and what they belong to.</span>
 *
 * A model cites block by block: the citations of a block support the text of that block, and come before it. Text
 * without citations is not in the list. What has not changed keeps its identity.
 *
 * ```text
 * in                     s-a-x-q-t-y-e-m|     q a citation, t text of the same block
 * accumulateCitations()  ------1-2------|     1 the citation, still without text, 2 with its text
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { accumulateCitations } from 'rx-bedrock/operators';
 * import { citationDelta, textDelta } from 'rx-bedrock/testing';
 *
 * of(citationDelta({ title: 'Leave policy' }, 1), textDelta('20 days.', 1))
 *   .pipe(accumulateCitations())
 *   .subscribe(([cited]) => console.log(cited?.text, cited?.citations));
 * ```
 *
 * @returns an operator from events to lists of cited texts, in order of their blocks
 * @see {@link accumulateMessage}, where they are `citationsContent`
 */
export function accumulateCitations(): OperatorFunction<ConverseEvent, readonly CitedText[]> {
  return (source) => follow(checkSource('accumulateCitations', source), citedTexts);
}
