import type { ConverseEvent } from '../events.js';
import { appendText } from './appendText.js';
import { changeBlock, type Indexed } from './changeBlock.js';

interface TextBlock extends Indexed {
  readonly text: string;
}

/** The text of a generation so far, block by block. */
export interface TextState {
  readonly blocks: readonly TextBlock[];
  /** All blocks in order of index, joined. */
  readonly text: string;
}

export const noText: TextState = { blocks: [], text: '' };

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
export function foldText(state: TextState, event: ConverseEvent): TextState {
  if (event.messageStart) return noText;
  const chunk = textIn(event);
  if (chunk === '') return state;
  const index = event.contentBlockDelta?.contentBlockIndex ?? 0;
  const blocks = changeBlock(state.blocks, { index, text: '' }, ({ text }) => ({
    index,
    text: appendText(text, chunk),
  }));
  // The usual delta is an append; one for an earlier block needs the parts again.
  const isLast = blocks.at(-1)?.index === index;
  const text = isLast ? appendText(state.text, chunk) : textOf({ blocks });
  return { blocks, text };
}
