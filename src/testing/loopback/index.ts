export type { Closing } from './exchange.js';
export { encodeEvent, encodeException, encodeFrame, type FrameHeaders } from './frames.js';
export type { LoopbackProtocol } from './protocol.js';
export {
  type LoopbackBedrock,
  type LoopbackOptions,
  type LoopbackRequest,
  startLoopbackBedrock,
} from './startLoopbackBedrock.js';
export {
  bytes,
  chunked,
  headers,
  httpError,
  type LoopbackScript,
  type LoopbackStep,
  reset,
} from './steps.js';
