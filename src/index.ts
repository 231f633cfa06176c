/**
 * Sources and sinks, with the AWS SDK: where a generation comes from and where it goes, errors, guards.
 *
 * @module rx-bedrock
 */

export type { Conversation } from './conversation/conversation.js';
export { createConversation } from './conversation/createConversation.js';
export {
  estimateMessageTokens,
  keepWithinTokens,
  type KeepWithinTokensOptions,
  type MessageEstimator,
  type TrimHistory,
} from './conversation/history/keepWithinTokens.js';
export type { ConversationOptions, SendOptions, SendPolicy } from './conversation/options.js';
export type { SavedConversation, SavedTurn } from './conversation/saved.js';
export type {
  ConversationState,
  ConversationStatus,
  ConversationTurn,
  TurnEnd,
} from './conversation/state.js';
export { type ConverseOptions, converse } from './converse.js';
export { GenerationError, type GenerationErrorCode, type GenerationErrorDetails } from './errors.js';
export {
  type AnyDeltaEvent,
  type ConverseEvent,
  type DeltaEvent,
  type DeltaKind,
  type DeltaOf,
  isContent,
  isDelta,
} from './events.js';
export {
  isCitationDelta,
  isContentBlockDelta,
  isContentBlockStart,
  isContentBlockStop,
  isImageDelta,
  isMessageStart,
  isMessageStop,
  isMetadata,
  isReasoningDelta,
  isTextDelta,
  isToolResultDelta,
  isToolUseDelta,
} from './guards.js';
export type { Budget } from './message/budget.js';
export type { CitedText } from './message/citedText.js';
export type { Prices } from './message/cost.js';
export type { ToolInputChoice } from './message/json/chosenBlock.js';
export type { DeepPartial } from './message/json/deepPartial.js';
export type { JsonPath } from './message/json/growingTree.js';
export type { JsonStatus } from './message/json/jsonText.js';
export { assistantMessage, userMessage } from './message/messages.js';
export type { Reasoning } from './message/reasoning.js';
export type { GenerationDetails, MessageSnapshot, Status } from './message/snapshot.js';
export type { ToolCall } from './message/toolCall.js';
export type { JsonValue } from './message/toolInput.js';
export {
  fourCharactersPerToken,
  type GeneratedCharacters,
  type UsageEstimate,
  type UsageEstimator,
  type UsageReading,
} from './message/usage.js';
export type { GenerationState, Outcome } from './outcome.js';
export type { ResponseInfo } from './response.js';
export { toAsyncIterable } from './sinks/toAsyncIterable.js';
export { type ExternalStore, toExternalStore } from './sinks/toExternalStore.js';
export { toMessage } from './sinks/toMessage.js';
export { toOutcome } from './sinks/toOutcome.js';
export { toReadableStream } from './sinks/toReadableStream.js';
export type { SourceCandidate } from './source/candidates.js';
export { type FallbackOptions, fallback } from './source/fallback.js';
export { type FirstToStartOptions, firstToStart } from './source/firstToStart.js';
export type { RetryNotice, RetryOptions } from './source/retry.js';
export { fromConverseStream } from './source/fromConverseStream.js';
export { type FromEventsOptions, fromEvents } from './source/fromEvents.js';
export type { ConverseClient } from './source/input.js';
export type { SourceOptions } from './source/options.js';
