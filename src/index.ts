/**
 * Sources and sinks, with the AWS SDK: where a generation comes from and where it goes, errors, guards.
 *
 * @module rx-bedrock
 */

export type { Conversation } from './conversation/dialogue/conversation.js';
export { createConversation } from './conversation/dialogue/createConversation.js';
export {
  estimateMessageTokens,
  keepWithinTokens,
  type KeepWithinTokensOptions,
  type MessageEstimator,
} from './conversation/history/keepWithinTokens.js';
export type { TrimHistory } from './conversation/history/trimmed.js';
export type { ForkOptions } from './conversation/dialogue/forkOptions.js';
export type { ConversationOptions, SendOptions, SendPolicy } from './conversation/dialogue/options.js';
export type { SavedConversation, SavedTurn } from './conversation/dialogue/saved.js';
export type {
  ConversationState,
  ConversationStatus,
  ConversationTurn,
  TurnEnd,
} from './conversation/dialogue/state.js';
export { converseJson, type JsonOptions } from './conversation/json/converseJson.js';
export { InvalidAnswer, type JsonAnswer, type JsonSnapshot } from './conversation/json/jsonAnswer.js';
export type { JsonInput } from './conversation/json/request.js';
export type { BesideSchema, Schema, SchemaOutput } from './conversation/schema/schema.js';
export type {
  JsonSchema,
  JsonStandardSchema,
  SchemaIssue,
  StandardResult,
  StandardSchema,
} from './conversation/schema/standardSchema.js';
export type { Approval, Approver } from './conversation/tools/approval.js';
export { converseWithTools } from './conversation/tools/converseWithTools.js';
export { defineTool } from './conversation/tools/defineTool.js';
export type { ToolOptions } from './conversation/tools/options.js';
export type { Tool, ToolContext, ToolDefinition } from './conversation/tools/tool.js';
export type { ToolRun, ToolRunStatus } from './conversation/tools/toolRun.js';
export type { Turn, TurnOutcome } from './conversation/tools/turn.js';
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
