/**
 * For tests of your own pipelines: marbles, a scripted client, the conformance suite. No test runner is imported.
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
export { type Vocabulary, vocabulary } from './vocabulary.js';
