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
  readonly start: ContentBlockStart | undefined;
  readonly text: string;
  /** Whether there is nothing but white space in the text, which Bedrock would refuse to be sent. */
  readonly isBlank: boolean;
  readonly citations: readonly Citation[] | undefined;
  /** The input of a tool call; it has ended when the block has. */
  readonly input: JsonText | undefined;
  readonly results: readonly ToolResultBlockDelta[] | undefined;
  readonly reasoning: ReasoningState | undefined;
  readonly image: ImageState | undefined;
  /** What others have made of it, as long as it stays as it is. */
  views: Views | undefined;
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
  return {
    index,
    start: undefined,
    text: '',
    isBlank: true,
    citations: undefined,
    input: undefined,
    results: undefined,
    reasoning: undefined,
    image: undefined,
    views: undefined,
  };
}

/** The block with what its contentBlockStart says. */
export function startBlock(block: BlockState, start: ContentBlockStart | undefined): BlockState {
  if (!start) return block;
  const started = draftOf(block);
  started.start = start;
  if (start.toolUse) started.input ??= JsonText.start();
  return started;
}

/** The block of which no more will come: that makes a difference only to a tool call. */
export function closeBlock(block: BlockState): BlockState {
  if (!block.input || !isOpenCall(block)) return block;
  const closed = draftOf(block);
  closed.input = block.input.end();
  return closed;
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
  let grown: Draft | undefined;
  if (isString(text) && text !== '') {
    grown = draftOf(block);
    grown.text = appendText(block.text, text);
    // Only the chunk is looked at, never the whole text: that would cost more with every delta.
    grown.isBlank = block.isBlank && text.trim() === '';
  }
  if (isString(toolUse?.input) && toolUse.input !== '') {
    grown ??= draftOf(block);
    grown.input = (block.input ?? JsonText.start()).append(toolUse.input);
  }
  if (reasoningContent) {
    const reasoning = growReasoning(block.reasoning ?? noReasoning, reasoningContent);
    if (reasoning !== (block.reasoning ?? noReasoning)) (grown ??= draftOf(block)).reasoning = reasoning;
  }
  if (Array.isArray(toolResult)) {
    (grown ??= draftOf(block)).results = joinResults(block.results ?? [], toolResult);
  }
  if (citation) (grown ??= draftOf(block)).citations = [...(block.citations ?? []), citation as Citation];
  if (image) (grown ??= draftOf(block)).image = withImage(block.image, image);
  return grown ?? block;
}

type Draft = { -readonly [K in keyof BlockState]: BlockState[K] };

/** A copy to change. Member by member: this is done for every delta, and spreading takes several times as long. */
function draftOf(block: BlockState): Draft {
  const { index, start, text, isBlank, citations, input, results, reasoning, image } = block;
  return { index, start, text, isBlank, citations, input, results, reasoning, image, views: undefined };
}

const noReasoning: ReasoningState = { text: '', signature: '' };

function growReasoning(before: ReasoningState, delta: ReasoningContentBlockDelta): ReasoningState {
  const text = isString(delta.text) ? delta.text : '';
  const signature = isString(delta.signature) ? delta.signature : '';
  const redacted = joined(before.redacted, delta.redactedContent);
  if (text === '' && signature === '' && redacted === before.redacted) return before;
  return {
    text: appendText(before.text, text),
    signature: before.signature + signature,
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
