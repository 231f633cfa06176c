import { map, type OperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { follow, ofMessage, sameItems } from '../src/sharing/follow.js';
import { joinReasoning, type Reasoning, reasoningsOf } from '../src/message/reasoning.js';

const reasonings = /* @__PURE__ */ ofMessage(reasoningsOf, sameItems);

/**
 * Emits the model's reasoning so far, each time it grows.
 *
 * <span class="informal">What stands behind "Thinking…", apart from the answer.</span>
 *
 * The text of all reasoning blocks is joined in order of index. The signature comes last; some models leave it out.
 * What a model redacts comes as bytes, and is never made into a string.
 *
 * ```text
 * in                     s-r-g-z-a-e-m|     r reasoning, g its signature, z contentBlockStop, a text
 * accumulateReasoning()  --1-2--------|     1 { text }, 2 { text, signature }
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { accumulateReasoning } from 'rx-bedrock/operators';
 * import { reasoningDelta, signatureDelta } from 'rx-bedrock/testing';
 *
 * of(reasoningDelta('First '), reasoningDelta('things first.'), signatureDelta('c2lnbmVk'))
 *   .pipe(accumulateReasoning())
 *   .subscribe(({ text, signature }) => console.log(text, signature !== undefined));
 * ```
 *
 * @returns an operator from events to the reasoning so far
 * @see {@link accumulateMessage} to send it back, block by block; {@link accumulateText} for the answer
 */
export function accumulateReasoning(): OperatorFunction<ConverseEvent, Reasoning> {
  return (source) => follow(checkSource('accumulateReasoning', source), reasonings).pipe(map(joinReasoning));
}
