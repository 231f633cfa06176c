/**
 * What a browser needs beside the operators: errors, guards and sinks, without the AWS SDK.
 *
 * @module rx-bedrock/browser
 */

export type { ReconnectOptions } from './delivery/sse/backoff.js';
export { fromSse } from './delivery/sse/fromSse.js';
export type { SseConnection, SseInterruption } from './delivery/sse/connection.js';
export type { FromSseOptions } from './delivery/sse/options.js';
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
