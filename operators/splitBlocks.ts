import type { OperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import type { Block } from '../src/sharing/block.js';
import { splitIntoBlocks } from '../src/sharing/splitter.js';

/**
 * Emits one Observable for each content block, with the events of that block.
 *
 * <span class="informal">Text here, reasoning there, each tool call in a card of its own.</span>
 *
 * A block has its `index`, its `kind` and, where there was a contentBlockStart, its `start`. Its events keep their
 * shape, so every operator fits behind it. It completes at its contentBlockStop, or with the message; an error of the
 * source is its error too. Who subscribes late, even when the block is over, gets all of it, deltas joined.
 *
 * A block is emitted with its start, or with the first delta that carries something; of one that carries nothing there
 * is nothing to show, and it is not emitted. Text with citations is `text`. What belongs to no block (messageStart,
 * messageStop, metadata) is in none: take it from the source. The source is left when neither the blocks nor one of
 * them are subscribed to any more: `first()` may take one block and read it to its end.
 *
 * ```text
 * in                 s-a-b-x----t-i-y----u-m|     a b text, x its end; t i y a tool call
 * splitBlocks()      --A--------B-----------|
 * A kind 'text'        a-b-(x|)
 * B kind 'toolUse'              t-i-(y|)
 * ```
 *
 * @example
 * ```ts
 * import { mergeMap, of } from 'rxjs';
 * import { accumulateText, splitBlocks } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * of(...textMessage('Hello, world'))
 *   .pipe(
 *     splitBlocks(),
 *     mergeMap((block) => block.pipe(accumulateText())),
 *   )
 *   .subscribe((text) => console.log(text));
 * ```
 *
 * @returns an operator from events to blocks
 * @see {@link filterDeltas} for one kind of all blocks together
 */
export function splitBlocks(): OperatorFunction<ConverseEvent, Block> {
  return (source) => splitIntoBlocks(checkSource('splitBlocks', source));
}
