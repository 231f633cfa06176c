import type { Citation } from '@aws-sdk/client-bedrock-runtime';
import type { BlockState } from './block.js';
import type { MessageState } from './fold.js';
import { viewOf } from './viewOf.js';

/** Text of a message, and the sources that support it. */
export interface CitedText {
  /** The content block that both are in. */
  blockIndex: number;
  /** Empty until it comes: citations come before the text that they support. */
  text: string;
  citations: readonly Citation[];
}

const citedTextOf = /* @__PURE__ */ viewOf(toCitedText);

/** All text of a message so far that has citations, in order of its blocks. */
export function citedTextsOf({ blocks }: MessageState): readonly CitedText[] {
  return blocks.flatMap((block) => citedTextOf(block) ?? []);
}

function toCitedText({ index, text, citations }: BlockState): CitedText | undefined {
  return citations && { blockIndex: index, text, citations };
}
