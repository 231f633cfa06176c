/**
 * A Bedrock on 127.0.0.1 that speaks the wire protocol, for tests with the real SDK. Needs Node.
 *
 * @module rx-bedrock/testing/loopback
 */

export type { Closing } from './exchange.js';
export { encodeEvent, encodeException, encodeFrame, type FrameHeaders } from './frames.js';
export type { LoopbackProtocol } from './protocol.js';
export { recordingScript, type RecordingScriptOptions } from './recordingScript.js';
export {
  type LoopbackBedrock,
  type LoopbackOptions,
  type LoopbackRequest,
  startLoopbackBedrock,
} from './startLoopbackBedrock.js';
export {
  bytes,
  chunked,
  goAway,
  headers,
  httpError,
  type LoopbackScript,
  type LoopbackStep,
  reset,
} from './steps.js';
