import type { Citation } from '@aws-sdk/client-bedrock-runtime';
import type { BlockState } from './block.js';
import type { MessageState } from './fold.js';

/** Text of a message, and the sources that support it. */
export interface CitedText {
  /** The content block that both are in. */
  blockIndex: number;
  /** Empty until it comes: citations come before the text that they support. */
  text: string;
  citations: readonly Citation[];
}

// What has not changed is the very same object, so that a screen can skip it.
const known = new WeakMap<BlockState, CitedText>();

/** All text of a message so far that has citations, in order of its blocks. */
export function citedTextsOf({ blocks }: MessageState): readonly CitedText[] {
  return blocks.flatMap((block) => {
    const cited = known.get(block) ?? toCitedText(block);
    if (cited) known.set(block, cited);
    return cited ?? [];
  });
}

function toCitedText({ index, text, citations }: BlockState): CitedText | undefined {
  return citations && { blockIndex: index, text, citations };
}
