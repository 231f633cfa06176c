/**
 * Traces and metrics of a generation, by the GenAI semantic conventions of OpenTelemetry. Runs with RxJS and
 * `@opentelemetry/api`.
 *
 * @module rx-bedrock/opentelemetry
 */

export type { TraceGenerationOptions } from './options.js';
export { traceGeneration } from './traceGeneration.js';
