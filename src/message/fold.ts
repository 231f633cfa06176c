import type {
  ContentBlock,
  ContentBlockDeltaEvent,
  ConversationRole,
  ConverseStreamMetadataEvent,
  MessageStopEvent,
} from '@aws-sdk/client-bedrock-runtime';
import { type ConverseEvent, isContent } from '../events.js';
import { responseOf } from '../response.js';
import { changeBlock, type Indexed } from './blocks.js';
import type { GenerationDetails, MessageSnapshot, Status } from './snapshot.js';
import { textIn } from './text.js';

interface BlockState extends Indexed {
  readonly text: string;
  /** What goes into the message; absent while the block is blank, since Bedrock refuses blank text. */
  readonly content?: ContentBlock;
}

/** A message as far as its events have been folded. */
export interface MessageState {
  readonly role: ConversationRole;
  readonly blocks: readonly BlockState[];
  /** Whether anything was there to show yet. */
  readonly hasContent: boolean;
  /** Whether messageStop has come: without it a message is not whole. */
  readonly hasStopped: boolean;
  readonly details: GenerationDetails;
}

export const emptyMessage: MessageState = {
  role: 'assistant',
  blocks: [],
  hasContent: false,
  hasStopped: false,
  details: {},
};

/** Adds one event to a message. What it does not understand changes nothing. */
export function foldMessage(state: MessageState, event: ConverseEvent): MessageState {
  const next = foldEvent(state, event);
  return next.hasContent || !isContent(event) ? next : { ...next, hasContent: true };
}

/** The message as it stands, for others to keep: it never changes afterwards. */
export function snapshotOf(state: MessageState, status: Status = liveStatus(state)): MessageSnapshot {
  return { message: messageOf(state), status, ...state.details };
}

// The same blocks are the same message, so that a screen can skip what has not changed.
const messages = new WeakMap<readonly BlockState[], MessageSnapshot['message']>();

function messageOf({ role, blocks }: MessageState): MessageSnapshot['message'] {
  const known = messages.get(blocks);
  if (known?.role === role) return known;
  const message = { role, content: blocks.flatMap((block) => block.content ?? []) };
  messages.set(blocks, message);
  return message;
}

/** The text of all blocks, in order of index. */
export function textOf(state: MessageState): string {
  // Concatenation, not join(): the engine keeps it as a reference to its parts until somebody reads it.
  return state.blocks.reduce((text, block) => text + block.text, '');
}

function liveStatus(state: MessageState): Status {
  return state.hasContent ? 'streaming' : 'connecting';
}

function foldEvent(state: MessageState, event: ConverseEvent): MessageState {
  if (event.contentBlockDelta) return foldText(state, textIn(event), event.contentBlockDelta);
  if (event.messageStart) return startMessage(event, event.messageStart.role);
  if (event.messageStop) return { ...state, hasStopped: true, details: withStop(state, event.messageStop) };
  if (event.metadata) return { ...state, details: withMetadata(state, event.metadata) };
  return state;
}

function startMessage(event: ConverseEvent, role: ConversationRole | undefined): MessageState {
  const response = responseOf(event);
  return { ...emptyMessage, role: role ?? 'assistant', details: response ? { response } : {} };
}

function foldText(
  state: MessageState,
  chunk: string,
  { contentBlockIndex: index = 0 }: ContentBlockDeltaEvent,
): MessageState {
  if (chunk === '') return state;
  return { ...state, blocks: changeBlock(state.blocks, index, (block) => appendText(block, index, chunk)) };
}

function appendText(block: BlockState | undefined, index: number, chunk: string): BlockState {
  const text = (block?.text ?? '') + chunk;
  // Only the chunk is looked at, never the whole text: that would cost more with every delta.
  const isBlank = block?.content === undefined && chunk.trim() === '';
  return isBlank ? { index, text } : { index, text, content: { text } };
}

function withStop({ details }: MessageState, stop: MessageStopEvent): GenerationDetails {
  const { stopReason, additionalModelResponseFields } = stop;
  return { ...details, ...present({ stopReason, additionalModelResponseFields }) };
}

function withMetadata({ details }: MessageState, metadata: ConverseStreamMetadataEvent): GenerationDetails {
  const { usage, metrics, trace, performanceConfig, serviceTier } = metadata;
  return { ...details, ...present({ usage, metrics, trace, performanceConfig, serviceTier }) };
}

/** Without the members that are not there: an absent usage means "not seen". */
function present(members: Record<string, unknown>): GenerationDetails {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value != null));
}
