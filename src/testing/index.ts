/**
 * For tests of your own pipelines: marbles, a scripted client, recordings, the conformance suite. No test runner is
 * imported.
 *
 * @module rx-bedrock/testing
 */

export { behavesLikeAnOperator, type ConformanceOptions, type TestRunner } from './conformance.js';
export {
  blockStop,
  citationDelta,
  messageStart,
  messageStop,
  metadata,
  reasoningDelta,
  signatureDelta,
  textDelta,
  textMessage,
  toolUseDelta,
  toolUseStart,
} from './events.js';
export { behavesLikeAGenerationLog, type LogConformanceOptions } from './logConformance.js';
export { type MarblesConfig, marblesConfig } from './marblesConfig.js';
export { fromRecording, type FromRecordingOptions } from './recording/fromRecording.js';
export type { Recording } from './recording/readRecording.js';
export { recordGeneration, type RecordGenerationOptions } from './recording/recordGeneration.js';
export {
  exception,
  paced,
  type Script,
  type ScriptedRequest,
  type ScriptStep,
  type StreamException,
  stall,
  wait,
} from './script.js';
export { type ScriptedClient, type ScriptedClientRequest, scriptedClient } from './scriptedClient.js';
export { type RecordedMarbles, toMarbles, type ToMarblesOptions } from './toMarbles.js';
export { type Vocabulary, vocabulary } from './vocabulary.js';
