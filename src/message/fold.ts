import type {
  ContentBlockDelta,
  ConversationRole,
  ConverseStreamMetadataEvent,
  MessageStopEvent,
} from '@aws-sdk/client-bedrock-runtime';
import { type ConverseEvent, isContent } from '../events.js';
import { responseOf } from '../response.js';
import { type BlockState, closeBlock, growBlock, isOpenCall, newBlock, startBlock } from './block.js';
import { changeBlock } from './changeBlock.js';
import { rememberingStep } from './rememberingStep.js';
import type { GenerationDetails } from './snapshot.js';
import type { Views } from './viewOf.js';

/** A message as far as its events have been folded. */
export interface MessageState {
  readonly role: ConversationRole;
  /** In order of index, whatever the order of arrival. */
  readonly blocks: readonly BlockState[];
  /** Whether anything was there to show yet. */
  readonly hasContent: boolean;
  /** Whether messageStop has come: without it a message is not whole. */
  readonly hasStopped: boolean;
  readonly details: GenerationDetails;
  /** What others have made of its blocks, as long as they stay as they are. */
  views: Views | undefined;
}

export const emptyMessage: MessageState = {
  role: 'assistant',
  blocks: [],
  hasContent: false,
  hasStopped: false,
  details: {},
  views: undefined,
};

/** Adds one event to a message; a further messageStart starts a new one. What it does not know changes nothing. */
export const foldMessage: typeof addEvent = /* @__PURE__ */ rememberingStep(addEvent);

function addEvent(state: MessageState, event: ConverseEvent): MessageState {
  const next = foldEvent(state, event);
  return next.hasContent || !isContent(event) ? next : { ...next, hasContent: true };
}

/** An event has one member; should it have more, none is lost. */
function foldEvent(state: MessageState, event: ConverseEvent): MessageState {
  const { contentBlockDelta, contentBlockStart, contentBlockStop, messageStart, messageStop, metadata } =
    event;
  let next = state;
  if (messageStart) next = startMessage(event, messageStart.role);
  if (contentBlockStart) {
    next = withBlock(next, contentBlockStart.contentBlockIndex, (block) =>
      startBlock(block, contentBlockStart.start),
    );
  }
  if (contentBlockDelta) next = foldDelta(next, contentBlockDelta.delta, contentBlockDelta.contentBlockIndex);
  if (contentBlockStop) next = withBlock(next, contentBlockStop.contentBlockIndex, closeBlock);
  if (messageStop) next = stopMessage(next, messageStop);
  if (metadata) next = { ...next, details: withMetadata(next, metadata) };
  return next;
}

function foldDelta(state: MessageState, delta: ContentBlockDelta | undefined, index?: number): MessageState {
  return delta ? withBlock(state, index, (block) => growBlock(block, delta)) : state;
}

function withBlock(
  state: MessageState,
  index: number | undefined,
  change: (block: BlockState) => BlockState,
): MessageState {
  const blocks = changeBlock(state.blocks, index ?? 0, newBlock, change);
  if (blocks === state.blocks) return state;
  // Member by member: this is done for every delta, and spreading takes several times as long.
  const { role, hasContent, hasStopped, details } = state;
  return { role, blocks, hasContent, hasStopped, details, views: undefined };
}

function startMessage(event: ConverseEvent, role: ConversationRole | undefined): MessageState {
  const response = responseOf(event);
  const details = response ? { response } : emptyMessage.details;
  return { ...emptyMessage, role: role ?? 'assistant', details, views: undefined };
}

/** The end of the message is the end of its blocks, should one of them have had no stop of its own. */
function stopMessage(state: MessageState, stop: MessageStopEvent): MessageState {
  const { stopReason, additionalModelResponseFields } = stop;
  const details = { ...state.details, ...present({ stopReason, additionalModelResponseFields }) };
  const whole = { ...state, hasStopped: true, details };
  return state.blocks.some(isOpenCall)
    ? { ...whole, blocks: state.blocks.map(closeBlock), views: undefined }
    : whole;
}

function withMetadata({ details }: MessageState, metadata: ConverseStreamMetadataEvent): GenerationDetails {
  const { usage, metrics, trace, performanceConfig, serviceTier } = metadata;
  return { ...details, ...present({ usage, metrics, trace, performanceConfig, serviceTier }) };
}

/** Without the members that are not there: an absent usage means "not seen". */
function present(members: Record<string, unknown>): GenerationDetails {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value != null));
}
