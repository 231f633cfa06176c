import type { ReasoningState } from './block.js';
import type { MessageState } from './fold.js';

/** A model's reasoning as far as it has come. */
export interface Reasoning {
  /** The text of all reasoning blocks, in order of index. */
  text: string;
  /** The signature of the last block that has one; reasoning cannot be sent back without it. */
  signature?: string;
  /** What the model reasoned and does not show, encrypted: send it back as it is. */
  redacted?: Uint8Array;
}

/** All reasoning of a message so far. */
export function reasoningOf({ blocks }: MessageState): Reasoning {
  return blocks.flatMap(({ reasoning }) => reasoning ?? []).reduce(together, { text: '' });
}

/** Whether two are to the same effect. */
export function sameReasoning(before: Reasoning, now: Reasoning): boolean {
  const { text, signature, redacted } = before;
  return text === now.text && signature === now.signature && redacted === now.redacted;
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
