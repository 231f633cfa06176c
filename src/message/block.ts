import type {
  Citation,
  ContentBlockDelta,
  ContentBlockStart,
  ImageBlockDelta,
  ReasoningContentBlockDelta,
  ToolResultBlockDelta,
} from '@aws-sdk/client-bedrock-runtime';
import { appendText } from './appendText.js';
import type { Indexed } from './changeBlock.js';
import { joinBytes, joinResults } from './join.js';
import { JsonText } from './json/jsonText.js';

/** What has come of a content block: whatever kinds its deltas had, as raw as they came. */
export interface BlockState extends Indexed {
  readonly start?: ContentBlockStart;
  readonly text: string;
  /** Whether there is nothing but white space in the text, which Bedrock would refuse to be sent. */
  readonly isBlank: boolean;
  readonly citations?: readonly Citation[];
  /** The input of a tool call; it has ended when the block has. */
  readonly input?: JsonText;
  readonly results?: readonly ToolResultBlockDelta[];
  readonly reasoning?: ReasoningState;
  readonly image?: ImageState;
}

/** What has come of a model's reasoning; both texts are empty until something comes. */
export interface ReasoningState {
  readonly text: string;
  readonly signature: string;
  readonly redacted?: Uint8Array;
}

type ImageState = Pick<ImageBlockDelta, 'source' | 'error'>;

/** A block of which nothing has come yet. */
export function newBlock(index: number): BlockState {
  return { index, text: '', isBlank: true };
}

/** The block with what its contentBlockStart says. */
export function startBlock(block: BlockState, start: ContentBlockStart | undefined): BlockState {
  if (!start) return block;
  return start.toolUse ? { ...block, start, input: block.input ?? JsonText.start() } : { ...block, start };
}

/** The block of which no more will come: that makes a difference only to a tool call. */
export function closeBlock(block: BlockState): BlockState {
  return block.input && isOpenCall(block) ? { ...block, input: block.input.end() } : block;
}

/** Whether a block is a tool call that may still go on. */
export function isOpenCall({ input }: BlockState): boolean {
  return input !== undefined && !input.hasEnded;
}

/** Whether a block is reasoning that Bedrock would refuse to be sent back: its signature comes last. */
export function isUnsigned({ reasoning }: BlockState): boolean {
  return reasoning !== undefined && !reasoning.redacted && reasoning.signature === '';
}

/** The block with what a delta brings, of whatever kinds; the same block where it brings nothing. */
export function growBlock(block: BlockState, delta: ContentBlockDelta): BlockState {
  const { text, toolUse, toolResult, reasoningContent, citation, image } = delta;
  let grown = block;
  if (isText(text)) {
    // Only the chunk is looked at, never the whole text: that would cost more with every delta.
    grown = { ...grown, text: appendText(block.text, text), isBlank: block.isBlank && text.trim() === '' };
  }
  if (isText(toolUse?.input)) {
    grown = { ...grown, input: (block.input ?? JsonText.start()).append(toolUse.input) };
  }
  if (toolResult) grown = { ...grown, results: joinResults(block.results ?? [], toolResult) };
  if (reasoningContent) grown = { ...grown, reasoning: withReasoning(block.reasoning, reasoningContent) };
  if (citation) grown = { ...grown, citations: [...(block.citations ?? []), citation as Citation] };
  if (image) grown = { ...grown, image: withImage(block.image, image) };
  return grown;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

const noReasoning: ReasoningState = { text: '', signature: '' };

function withReasoning(
  { text, signature, redacted } = noReasoning,
  delta: ReasoningContentBlockDelta,
): ReasoningState {
  const grown = { text: appendText(text, delta.text ?? ''), signature: signature + (delta.signature ?? '') };
  const bytes = joined(redacted, delta.redactedContent);
  return bytes ? { ...grown, redacted: bytes } : grown;
}

function withImage(image: ImageState = {}, delta: ImageBlockDelta): ImageState {
  const { source, error } = delta;
  const bytes = joined(image.source?.bytes, source?.bytes);
  const whole = source?.bytes && bytes ? { bytes } : source;
  return { ...image, ...(whole ? { source: whole } : {}), ...(error ? { error } : {}) };
}

function joined(before: Uint8Array | undefined, more: Uint8Array | undefined): Uint8Array | undefined {
  return before && more ? joinBytes(before, more) : (before ?? more);
}
