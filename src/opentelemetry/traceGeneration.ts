import { asyncScheduler, defer, type MonoTypeOperatorFunction } from 'rxjs';
import { checkSource } from '../check.js';
import type { ConverseEvent } from '../events.js';
import { relay } from '../relay.js';
import { askWhetherBegun } from '../sharing/launch.js';
import { steadyClock } from '../timing/clock.js';
import { GenerationSpan } from './generationSpan.js';
import { Instruments } from './instruments.js';
import { checkTracing, type TraceGenerationOptions } from './options.js';
import { safely } from './safely.js';
import { within } from './within.js';

/**
 * Makes an OpenTelemetry span of a generation, and measures it.
 *
 * <span class="informal">What was asked of which model, how long it took, what it cost in tokens, how it ended.</span>
 *
 * For `upstream` of `converse`: there it sees the generation once, behind the sharing it would see every subscriber.
 * With other operators in `upstream` put it last, so that it sees what they make of the generation.
 *
 * The span is called `chat {model}`, and starts at the subscription. The spans of its requests are children of it, and
 * what the subscribers do is not. It ends when the generation does: with status `Error`, the `code` of the
 * `GenerationError` as `error.type` and its message, at an error, which an abort is; with the status left unset, as
 * OpenTelemetry wants it, when it completes, or when it is closed because of `stop` or because the last subscriber has
 * left. `rx_bedrock.status` tells these apart: `complete`, `stopped` (closed before its messageStop), `truncated`,
 * `aborted`, `timedOut`, `failed`.
 *
 * Names, units and buckets follow the GenAI semantic conventions of OpenTelemetry 1.41, the last numbered version that
 * has them. Attributes: `gen_ai.operation.name`, `gen_ai.provider.name`, `gen_ai.output.type`, `gen_ai.request.*`
 * (`model`, `stream`, `max_tokens`, `temperature`, `top_p`, `top_k`, `stop_sequences`), `gen_ai.response.*`
 * (`finish_reasons` in Bedrock's words, `time_to_first_chunk`, and `model` where a prompt router has chosen it),
 * `gen_ai.usage.*` (`input_tokens`, with those of the cache, `output_tokens`, `cache_read.input_tokens`,
 * `cache_creation.input_tokens`), `error.type`, `aws.bedrock.guardrail.id`, `aws.request_id`; of its own
 * `rx_bedrock.status`, `rx_bedrock.attempts` and `rx_bedrock.source`. With `captureContent` also
 * `gen_ai.system_instructions`, `gen_ai.input.messages` and `gen_ai.output.messages`. Metrics:
 * `gen_ai.client.operation.duration`, `gen_ai.client.operation.time_to_first_chunk`, `gen_ai.client.token.usage`. The
 * first chunk is the first content: what comes before is held back while a request may be made again.
 *
 * Should the tracer or the meter throw, the generation goes on without them: the error goes to OpenTelemetry's `diag`.
 *
 * ```text
 * request, first time       -s-#                        # code 'throttled'
 * request, second time            -s-a----b-e-m|
 * traceGeneration(options)  ---------(sa)-b-e-m|        behind retryBeforeContent()
 * span                      [------------------]        rx_bedrock.attempts: 2
 * ```
 *
 * @example
 * ```ts
 * import { metrics, trace } from '@opentelemetry/api';
 * import { converse, userMessage } from 'rx-bedrock';
 * import { traceGeneration } from 'rx-bedrock/opentelemetry';
 * import { scriptedClient } from 'rx-bedrock/testing';
 *
 * const [tracer, meter] = [trace.getTracer('my-service'), metrics.getMeter('my-service')];
 * const request = { modelId: 'us.amazon.nova-micro-v1:0', messages: [userMessage('Hello')] };
 * const upstream = traceGeneration({ tracer, meter, request });
 * converse(scriptedClient(), request, { upstream }).subscribe({ error: console.error });
 * ```
 *
 * @param options - see {@link TraceGenerationOptions}
 * @returns an operator that changes nothing
 * @throws TypeError - at once, when an option cannot be meant
 * @see `tapTiming` for the gaps between tokens, `tapUsage` for the cost
 */
export function traceGeneration(options: TraceGenerationOptions): MonoTypeOperatorFunction<ConverseEvent> {
  checkTracing(options);
  const { meter, scheduler = asyncScheduler } = options;
  const instruments = safely(() => new Instruments(meter));
  return (source) => {
    const generation = checkSource('traceGeneration', source);
    return defer(() => {
      const span = new GenerationSpan(options, { instruments, now: steadyClock(scheduler) });
      const request = askWhetherBegun(within(generation, span.context));
      return relay<ConverseEvent, ConverseEvent>(request.events, (subscriber) => {
        // However it ends, this comes at the latest.
        subscriber.add(() => {
          span.end(undefined, request.hasBegun());
        });
        return {
          next: (event) => {
            span.note(event);
            subscriber.next(event);
          },
          error: (error) => {
            span.end({ error }, request.hasBegun());
            subscriber.error(error);
          },
          complete: () => {
            span.end(undefined, request.hasBegun());
            subscriber.complete();
          },
        };
      });
    });
  };
}
