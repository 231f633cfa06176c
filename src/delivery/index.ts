/**
 * Past one process: a log that holds a generation for readers elsewhere, and a handler that serves it over HTTP.
 *
 * @module rx-bedrock/delivery
 */

export { readEvent, writeEvent } from './codec.js';
export { type FromLogOptions, fromLog } from './fromLog.js';
export { createGenerationHandler } from './http/createGenerationHandler.js';
export type { GenerationCaps, GenerationHandlerOptions, StartContext } from './http/options.js';
export { isGenerationId } from './id.js';
export type {
  End,
  EndError,
  FinalStatus,
  GenerationLog,
  LogEntry,
  OpenOptions,
  Producer,
  TailOptions,
} from './log.js';
export { type MemoryLogOptions, memoryLog } from './memoryLog.js';
export type { Publication } from './publication.js';
export { publishGeneration } from './publishGeneration.js';
export type { PublishOptions } from './publishing.js';
