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
import { isBytes, isString } from './shapes.js';
import type { Views } from './viewOf.js';

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
  /** What others have made of it, as long as it stays as it is. */
  readonly views: Views;
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
  return { index, text: '', isBlank: true, views: {} };
}

/** The block with what its contentBlockStart says. */
export function startBlock(block: BlockState, start: ContentBlockStart | undefined): BlockState {
  if (!start) return block;
  const input = start.toolUse ? (block.input ?? JsonText.start()) : block.input;
  return changed(block, { start, ...(input ? { input } : {}) });
}

/** The block of which no more will come: that makes a difference only to a tool call. */
export function closeBlock(block: BlockState): BlockState {
  return block.input && isOpenCall(block) ? changed(block, { input: block.input.end() }) : block;
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
  if (isString(text) && text !== '') {
    // Only the chunk is looked at, never the whole text: that would cost more with every delta.
    const isBlank = block.isBlank && text.trim() === '';
    grown = changed(grown, { text: appendText(block.text, text), isBlank });
  }
  if (isString(toolUse?.input) && toolUse.input !== '') {
    grown = changed(grown, { input: (block.input ?? JsonText.start()).append(toolUse.input) });
  }
  if (Array.isArray(toolResult))
    grown = changed(grown, { results: joinResults(block.results ?? [], toolResult) });
  const reasoning = withReasoning(block.reasoning, reasoningContent);
  if (reasoning && reasoning !== block.reasoning) grown = changed(grown, { reasoning });
  if (citation) grown = changed(grown, { citations: [...(block.citations ?? []), citation as Citation] });
  if (image) grown = changed(grown, { image: withImage(block.image, image) });
  return grown;
}

function changed(block: BlockState, changes: Partial<BlockState>): BlockState {
  return { ...block, ...changes, views: {} };
}

function withReasoning(
  before: ReasoningState | undefined,
  delta: ReasoningContentBlockDelta | undefined,
): ReasoningState | undefined {
  const [text, signature] = [delta?.text, delta?.signature].map((value) => (isString(value) ? value : ''));
  const redacted = joined(before?.redacted, delta?.redactedContent);
  if (!text && !signature && redacted === before?.redacted) return before;
  return {
    text: appendText(before?.text ?? '', text ?? ''),
    signature: (before?.signature ?? '') + (signature ?? ''),
    ...(redacted ? { redacted } : {}),
  };
}

function withImage(image: ImageState = {}, delta: ImageBlockDelta): ImageState {
  const { source, error } = delta;
  const bytes = joined(image.source?.bytes, source?.bytes);
  const whole = source?.bytes && bytes ? { bytes } : source;
  return { ...image, ...(whole ? { source: whole } : {}), ...(error ? { error } : {}) };
}

function joined(before: Uint8Array | undefined, more: unknown): Uint8Array | undefined {
  if (!isBytes(more)) return before;
  return before ? joinBytes(before, more) : more;
}
