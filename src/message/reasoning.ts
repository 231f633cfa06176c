import type { ReasoningState } from './block.js';
import type { MessageState } from './fold.js';

/** A model's reasoning as far as it has come. */
export interface Reasoning {
  /** The text of all reasoning blocks, in order of index. */
  text: string;
  /** The signature of the last block that has one; reasoning cannot be sent back without it. */
  signature?: string;
  /** What the model reasoned and does not show, encrypted: that of the last block that has some. */
  redacted?: Uint8Array;
}

/** The parts of a message's reasoning, in order of its blocks; one that has not changed is the very same object. */
export function reasoningsOf({ blocks }: MessageState): readonly ReasoningState[] {
  return blocks.flatMap(({ reasoning }) => reasoning ?? []);
}

/** All parts as one. */
export function joinReasoning(parts: readonly ReasoningState[]): Reasoning {
  return parts.reduce(together, { text: '' });
}

function together(before: Reasoning, block: ReasoningState): Reasoning {
  const { signature, redacted } = block;
  return {
    ...before,
    text: before.text + block.text,
    ...(signature === '' ? {} : { signature }),
    ...(redacted ? { redacted } : {}),
  };
}
