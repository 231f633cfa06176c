import type { ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import { type ConverseEvent, type DeltaEvent, isDelta } from './events.js';

/** Whether an event is `messageStart`, which opens every answer. */
export function isMessageStart(event: ConverseEvent): event is ConverseStreamOutput.MessageStartMember {
  return event.messageStart != null;
}

/** Whether an event is `contentBlockStart`: of a tool call, a tool result or an image. */
export function isContentBlockStart(
  event: ConverseEvent,
): event is ConverseStreamOutput.ContentBlockStartMember {
  return event.contentBlockStart != null;
}

/** Whether an event is `contentBlockDelta`, of whatever kind. */
export function isContentBlockDelta(
  event: ConverseEvent,
): event is ConverseStreamOutput.ContentBlockDeltaMember {
  return isDelta(event);
}

/** Whether an event is `contentBlockStop`. */
export function isContentBlockStop(
  event: ConverseEvent,
): event is ConverseStreamOutput.ContentBlockStopMember {
  return event.contentBlockStop != null;
}

/** Whether an event is `messageStop`, without which no message is whole. */
export function isMessageStop(event: ConverseEvent): event is ConverseStreamOutput.MessageStopMember {
  return event.messageStop != null;
}

/** Whether an event is `metadata`, with usage and latency. */
export function isMetadata(event: ConverseEvent): event is ConverseStreamOutput.MetadataMember {
  return event.metadata != null;
}

/** Whether an event is a piece of text. */
export function isTextDelta(event: ConverseEvent): event is DeltaEvent<'text'> {
  return isDelta(event, 'text');
}

/** Whether an event is a piece of a tool call's input. */
export function isToolUseDelta(event: ConverseEvent): event is DeltaEvent<'toolUse'> {
  return isDelta(event, 'toolUse');
}

/** Whether an event is a piece of a tool's result. */
export function isToolResultDelta(event: ConverseEvent): event is DeltaEvent<'toolResult'> {
  return isDelta(event, 'toolResult');
}

/** Whether an event is a piece of reasoning: text, a signature, or what is redacted. */
export function isReasoningDelta(event: ConverseEvent): event is DeltaEvent<'reasoningContent'> {
  return isDelta(event, 'reasoningContent');
}

/** Whether an event is a citation. */
export function isCitationDelta(event: ConverseEvent): event is DeltaEvent<'citation'> {
  return isDelta(event, 'citation');
}

/** Whether an event is a piece of an image. */
export function isImageDelta(event: ConverseEvent): event is DeltaEvent<'image'> {
  return isDelta(event, 'image');
}
