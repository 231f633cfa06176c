import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import type { Meter, Tracer } from '@opentelemetry/api';
import type { TimestampProvider } from 'rxjs';
import { checkOptions, complaint } from '../check.js';
import { checkClock } from '../timing/clock.js';

/** What `traceGeneration` understands. */
export interface TraceGenerationOptions {
  /** Makes the span: `trace.getTracer('my-service')`. */
  tracer: Tracer;
  /** Takes the measurements: `metrics.getMeter('my-service')`. */
  meter: Meter;
  /** What was asked: the input of the generation, as its events do not name the model. */
  request: ConverseStreamCommandInput;
  /**
   * Whether to record what was said: messages, system instructions and the answer, images and documents included.
   * @default false
   */
  captureContent?: boolean | undefined;
  /**
   * The clock that the metrics are taken by. The span has the times of its tracer.
   * @default asyncScheduler
   */
  scheduler?: TimestampProvider | undefined;
}

/** Throws unless one can trace with them. */
export function checkTracing(options: TraceGenerationOptions): void {
  checkOptions('The options of traceGeneration()', options, 'Pass { tracer, meter, request }.');
  const { tracer, meter, request, captureContent, scheduler } = options;
  checkMaker('options.tracer', tracer, 'startSpan', "Pass trace.getTracer('my-service').");
  checkMaker('options.meter', meter, 'createHistogram', "Pass metrics.getMeter('my-service').");
  checkOptions('options.request', request, 'Pass the input that converse() is given.');
  if (captureContent !== undefined && typeof captureContent !== 'boolean') {
    const fix = 'Pass true to record what was said, or leave it out.';
    throw new TypeError(complaint('options.captureContent', captureContent, 'true or false', fix));
  }
  if (scheduler !== undefined) checkClock('options.scheduler', scheduler);
}

function checkMaker(name: string, value: unknown, method: string, fix: string): void {
  const isOne = typeof (value as Record<string, unknown> | null | undefined)?.[method] === 'function';
  if (!isOne) throw new TypeError(complaint(name, value, `an object with a ${method}()`, fix));
}
