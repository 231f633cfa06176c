import type { ConverseEvent } from '../events.js';
import { appendText } from './appendText.js';
import { changeBlock, type Indexed } from './changeBlock.js';
import { rememberingStep } from './rememberingStep.js';

interface TextBlock extends Indexed {
  readonly text: string;
}

/** The text of a generation so far. */
export interface TextState {
  /** All blocks in order of index, joined. */
  readonly text: string;
  /** The block with the highest index: that is where the next delta belongs, unless blocks interleave. */
  readonly last?: TextBlock;
  /** Those before it, in order of index. */
  readonly earlier: readonly TextBlock[];
}

export const noText: TextState = { text: '', earlier: [] };

/** The text that an event brings: `''` where it brings none. */
export function textIn(event: ConverseEvent): string {
  const text: unknown = event.contentBlockDelta?.delta?.text;
  // Events may come from anywhere: a fold never throws, whatever it is fed.
  return typeof text === 'string' ? text : '';
}

/** The text of all blocks, in order of index. */
export function textOf({ blocks }: { readonly blocks: readonly { readonly text: string }[] }): string {
  // Concatenation, not join(): the engine keeps it as a reference to its parts until somebody reads it.
  return blocks.reduce((text, block) => text + block.text, '');
}

/** Adds the text of an event; a further messageStart starts a new message. */
export const foldText: typeof addText = /* @__PURE__ */ rememberingStep(addText);

function addText(state: TextState, event: ConverseEvent): TextState {
  const before = event.messageStart ? noText : state;
  const chunk = textIn(event);
  if (chunk === '') return before;
  const index = event.contentBlockDelta?.contentBlockIndex ?? 0;
  return index === before.last?.index
    ? growLast(before, before.last, chunk)
    : growAnother(before, { index, text: chunk });
}

function growLast({ text, earlier }: TextState, last: TextBlock, chunk: string): TextState {
  const grown = appendText(last.text, chunk);
  // The only block is the whole text: one string, not two of the same.
  const whole = earlier.length === 0 ? grown : appendText(text, chunk);
  return { text: whole, last: { index: last.index, text: grown }, earlier };
}

function growAnother({ last, earlier }: TextState, { index, text }: TextBlock): TextState {
  const before = last ? [...earlier, last] : earlier;
  const blocks = changeBlock(before, index, emptyBlock, (block) => ({
    index,
    text: appendText(block.text, text),
  }));
  return { text: textOf({ blocks }), last: blocks.at(-1)!, earlier: blocks.slice(0, -1) };
}

function emptyBlock(index: number): TextBlock {
  return { index, text: '' };
}
