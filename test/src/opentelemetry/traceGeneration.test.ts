import { type Attributes, SpanKind, type SpanStatus } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace-base';
import { type ConverseEvent, GenerationError, userMessage } from 'rx-bedrock';
import { traceGeneration, type TraceGenerationOptions } from 'rx-bedrock/opentelemetry';
import { multicastReplay, retryBeforeContent, takeWhileBudget } from 'rx-bedrock/operators';
import { metadata, textDelta, textMessage, vocabulary } from 'rx-bedrock/testing';
import { NEVER, type Observable, of, Subject, takeUntil, throwError } from 'rxjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { watch } from '../../../src/testing/probe.js';
import { failure, inTurn, opening } from '../../attempts.js';
import { expectComplaint, refusesOtherSources } from '../../complaints.js';
import { conforms } from '../../conformance.js';
import { drawn } from '../../drawn.js';
import { marbles } from '../../marbles.js';
import { strangers } from './convention.js';
import { failed, startTelemetry, type Telemetry, unset } from './telemetry.js';

const request = { modelId: 'us.amazon.nova-micro-v1:0', messages: [userMessage('Hello')] };

/** What every span of it says. */
const asked: Attributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'aws.bedrock',
  'gen_ai.request.model': 'us.amazon.nova-micro-v1:0',
  'gen_ai.request.stream': true,
};

/** What the vocabulary's metadata says. */
const used: Attributes = { 'gen_ai.usage.input_tokens': 12, 'gen_ai.usage.output_tokens': 34 };

const throttled = failure('throttled', { requestId: 'req-1', attempts: 1 });

describe('traceGeneration', () => {
  beforeEach(() => {
    // Of the longest delay always the half.
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    return () => vi.restoreAllMocks();
  });

  const { tracer, meter } = startTelemetry();
  conforms(traceGeneration({ tracer, meter, request }));
  conforms(traceGeneration({ tracer, meter, request, captureContent: true }));
  refusesOtherSources('traceGeneration', traceGeneration({ tracer, meter, request }));

  it('does what its diagram draws', () => {
    const { tracer: spanning, meter: measuring, spans } = startTelemetry();
    const span = new Subject<string>();
    vi.spyOn(spanning, 'startSpan').mockImplementationOnce((...given) => {
      span.next('begun');
      const begun = spanning.startSpan(...given);
      const end = begun.end.bind(begun);
      begun.end = (...at) => {
        end(...at);
        span.next('ended');
      };
      return begun;
    });
    drawn('src/opentelemetry/traceGeneration.ts', ({ cold, shows }) => {
      const served = { ...vocabulary, s: opening({ attempts: 1 }) };
      const first = cold('request, first time', vocabulary, throttled);
      const second = cold('request, second time', served);
      const traced = inTurn(first, second).pipe(
        retryBeforeContent({ initialDelay: 6 / 5 }),
        traceGeneration({ tracer: spanning, meter: measuring, request }),
      );
      shows('span', span, { '[': 'begun', ']': 'ended' });
      shows('traceGeneration(options)', traced, served);
    })();
    expect(spans().map(({ attributes }) => attributes['rx_bedrock.attempts'])).toEqual([2]);
  });

  interface Case {
    source: string;
    /** What its upper-case letters are. */
    events?: Record<string, ConverseEvent>;
    error?: unknown;
    /** When somebody stops it, or leaves. */
    leaves?: string;
    status: SpanStatus;
    attributes: Attributes;
  }

  const truncated = new GenerationError('truncated', 'The stream was cut.', {
    response: { requestId: 'req-7', attempts: 1 },
  });

  it.each<[string, Case]>([
    [
      'a completion',
      {
        source: '-S-a-b-x-e-m|',
        events: { S: opening({ requestId: 'req-7', attempts: 1 }) },
        status: unset,
        attributes: {
          ...used,
          'gen_ai.response.finish_reasons': ['end_turn'],
          'gen_ai.response.time_to_first_chunk': 0.003,
          'aws.request_id': 'req-7',
          'rx_bedrock.attempts': 1,
          'rx_bedrock.status': 'complete',
        },
      },
    ],
    [
      'a tool call',
      {
        source: 's-t-i-j-y-u-m|',
        status: unset,
        attributes: {
          ...used,
          'gen_ai.response.finish_reasons': ['tool_use'],
          'gen_ai.response.time_to_first_chunk': 0.002,
          'rx_bedrock.status': 'complete',
        },
      },
    ],
    [
      'the tokens of a cache, the model that a router chose, the source that served',
      {
        source: 'Sa-e-M|',
        events: {
          S: opening({ requestId: 'req-7', attempts: 3, source: 'eu-west-1' }),
          M: {
            metadata: {
              ...metadata({ cacheReadInputTokens: 100, cacheWriteInputTokens: 1000 }).metadata!,
              trace: { promptRouter: { invokedModelId: 'amazon.nova-lite-v1:0' } },
            },
          },
        },
        status: unset,
        attributes: {
          'gen_ai.response.model': 'amazon.nova-lite-v1:0',
          'gen_ai.response.finish_reasons': ['end_turn'],
          'gen_ai.response.time_to_first_chunk': 0.001,
          'gen_ai.usage.input_tokens': 1112,
          'gen_ai.usage.output_tokens': 34,
          'gen_ai.usage.cache_read.input_tokens': 100,
          'gen_ai.usage.cache_creation.input_tokens': 1000,
          'aws.request_id': 'req-7',
          'rx_bedrock.attempts': 3,
          'rx_bedrock.source': 'eu-west-1',
          'rx_bedrock.status': 'complete',
        },
      },
    ],
    [
      'an error before any content',
      {
        source: '--#',
        error: throttled,
        status: failed('It failed.'),
        attributes: {
          'error.type': 'throttled',
          'aws.request_id': 'req-1',
          'rx_bedrock.attempts': 1,
          'rx_bedrock.status': 'failed',
        },
      },
    ],
    [
      'a truncation',
      {
        source: 's-a-b#',
        error: truncated,
        status: failed('The stream was cut.'),
        attributes: {
          'error.type': 'truncated',
          'gen_ai.response.time_to_first_chunk': 0.002,
          'aws.request_id': 'req-7',
          'rx_bedrock.attempts': 1,
          'rx_bedrock.status': 'truncated',
        },
      },
    ],
    [
      'an abort by a signal',
      {
        source: 's-a#',
        error: new GenerationError('aborted', 'Enough.'),
        status: failed('Enough.'),
        attributes: {
          'error.type': 'aborted',
          'gen_ai.response.time_to_first_chunk': 0.002,
          'rx_bedrock.status': 'aborted',
        },
      },
    ],
    [
      'a silence for too long',
      {
        source: '---#',
        error: new GenerationError('timeout', 'Silence.'),
        status: failed('Silence.'),
        attributes: { 'error.type': 'timeout', 'rx_bedrock.status': 'timedOut' },
      },
    ],
    [
      "an error of somebody else's",
      {
        source: 's-a#',
        error: new RangeError('Whose is it?'),
        status: failed('Whose is it?'),
        attributes: {
          'error.type': 'unknown',
          'gen_ai.response.time_to_first_chunk': 0.002,
          'rx_bedrock.status': 'failed',
        },
      },
    ],
    [
      'a completion before messageStop: a stop',
      {
        source: 's-a-|',
        status: unset,
        attributes: { 'gen_ai.response.time_to_first_chunk': 0.002, 'rx_bedrock.status': 'stopped' },
      },
    ],
    [
      'being left in the middle',
      {
        source: 's-a-b-e-m|',
        leaves: '---!',
        status: unset,
        attributes: { 'gen_ai.response.time_to_first_chunk': 0.002, 'rx_bedrock.status': 'stopped' },
      },
    ],
    [
      'being left after messageStop: all was there',
      {
        source: 's-a-b-e-m|',
        leaves: '-------!',
        status: unset,
        attributes: {
          'gen_ai.response.finish_reasons': ['end_turn'],
          'gen_ai.response.time_to_first_chunk': 0.002,
          'rx_bedrock.status': 'complete',
        },
      },
    ],
    ['nothing at all', { source: '---|', status: unset, attributes: { 'rx_bedrock.status': 'stopped' } }],
  ])('says all there is to say, and no more, of %s', (_name, { source, leaves, ...expected }) => {
    const telemetry = startTelemetry();
    marbles((m) => {
      const events = { ...vocabulary, ...expected.events };
      const traced = m
        .cold(source, events, expected.error)
        .pipe(traceGeneration({ tracer: telemetry.tracer, meter: telemetry.meter, request }));
      const shown = leaves === undefined ? source : source.slice(0, leaves.length);
      m.expect(traced, leaves ?? '').toBeObservable(shown, events, expected.error);
    })();
    const [span, ...others] = telemetry.spans();
    expect(others).toEqual([]);
    expect(span!.name).toBe('chat us.amazon.nova-micro-v1:0');
    expect(span!.kind).toBe(SpanKind.CLIENT);
    expect(span!.status).toStrictEqual(expected.status);
    expect(span!.events).toEqual([]);
    expect(span!.attributes).toStrictEqual({ ...asked, ...expected.attributes });
    expect(strangers(span!.attributes)).toEqual([]);
  });

  it(
    'counts the attempts that came before, in one span with the right end',
    marbles((m) => {
      const telemetry = startTelemetry();
      const first = m.cold<ConverseEvent>('#', {}, throttled);
      const events = { ...vocabulary, S: opening({ requestId: 'req-2', attempts: 1 }) };
      const retried = inTurn(first, m.cold('S-a----e-m|', events)).pipe(
        retryBeforeContent({ initialDelay: 0 }),
      );
      m.expect(retried.pipe(trace(telemetry))).toBeObservable('--(sa)-e-m|', vocabulary);
      m.flush();
      expect(telemetry.spans().map(({ attributes }) => attributes)).toStrictEqual([
        {
          ...asked,
          ...used,
          'gen_ai.response.finish_reasons': ['end_turn'],
          'gen_ai.response.time_to_first_chunk': 0.002,
          'aws.request_id': 'req-2',
          'rx_bedrock.attempts': 2,
          'rx_bedrock.status': 'complete',
        },
      ]);
    }),
  );

  it('says what was asked for', () => {
    const telemetry = startTelemetry();
    const all = {
      ...request,
      inferenceConfig: { maxTokens: 100, temperature: 0, topP: 0.5, stopSequences: ['END', 'STOP'] },
      additionalModelRequestFields: { top_k: 40 },
      guardrailConfig: { guardrailIdentifier: 'sgi5gkybzqak', guardrailVersion: '1' },
      outputConfig: {
        textFormat: { type: 'json_schema' as const, structure: { jsonSchema: { schema: '{}' } } },
      },
    };
    watch(of().pipe(trace(telemetry, { request: all })));
    const nova = { ...request, additionalModelRequestFields: { inferenceConfig: { topK: 20 } } };
    watch(of().pipe(trace(telemetry, { request: nova })));
    const [first, second] = telemetry.spans();
    expect(first!.attributes).toStrictEqual({
      ...asked,
      'gen_ai.request.max_tokens': 100,
      'gen_ai.request.temperature': 0,
      'gen_ai.request.top_p': 0.5,
      'gen_ai.request.top_k': 40,
      'gen_ai.request.stop_sequences': ['END', 'STOP'],
      'gen_ai.output.type': 'json',
      'aws.bedrock.guardrail.id': 'sgi5gkybzqak',
      'rx_bedrock.status': 'stopped',
    });
    expect(strangers(first!.attributes)).toEqual([]);
    expect(second!.attributes).toMatchObject({ 'gen_ai.request.top_k': 20 });
  });

  it('gives samplers what they decide by, and records nothing that they leave out', () => {
    const seen: unknown[] = [];
    const telemetry = startTelemetry({
      shouldSample: (_context, _traceId, name, kind, attributes) => {
        seen.push([name, kind, attributes]);
        return { decision: SamplingDecision.NOT_RECORD };
      },
      toString: () => 'never',
    });
    const { seen: events } = watch(
      of(...textMessage('Hello')).pipe(trace(telemetry, { captureContent: true })),
    );
    expect(seen).toStrictEqual([['chat us.amazon.nova-micro-v1:0', SpanKind.CLIENT, asked]]);
    expect(telemetry.spans()).toEqual([]);
    expect(events.values).toEqual(textMessage('Hello'));
  });

  it('ends the span before the end is handed on, and once, whatever a subscriber does then', async () => {
    const telemetry = startTelemetry();
    const ends: number[] = [];
    const note = () => ends.push(telemetry.spans().length);
    of(...textMessage('Hello'))
      .pipe(trace(telemetry))
      .subscribe({ complete: note });
    throwError(() => throttled)
      .pipe(trace(telemetry))
      .subscribe({ error: note });
    expect(ends).toEqual([1, 2]);
    const source = new Subject<ConverseEvent>();
    const { subscription } = watch(source.pipe(trace(telemetry)), () => subscription.unsubscribe());
    source.next(vocabulary.a);
    source.complete();
    subscription.unsubscribe();
    expect(telemetry.spans()).toHaveLength(3);
    const durations = (await telemetry.measurements())['gen_ai.client.operation.duration']!;
    expect(durations.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });

  it('makes a span of each subscription, and mixes nothing up', () => {
    const telemetry = startTelemetry();
    const source = new Subject<ConverseEvent>();
    const traced = source.pipe(trace(telemetry, { captureContent: true }));
    const first = watch(traced);
    source.next(vocabulary.a);
    watch(traced);
    source.next(vocabulary.b);
    first.subscription.unsubscribe();
    source.next(vocabulary.e);
    source.next(vocabulary.m);
    source.complete();
    const answers = telemetry.spans().map(({ attributes }) => attributes['gen_ai.output.messages']);
    expect(answers.map((answer) => JSON.parse(String(answer)) as unknown)).toMatchObject([
      [{ parts: [{ content: 'ab' }] }],
      [{ parts: [{ content: 'b' }] }],
    ]);
    expect(telemetry.spans().map(({ attributes }) => attributes['rx_bedrock.status'])).toEqual([
      'stopped',
      'complete',
    ]);
  });

  it(
    'sees a shared generation once, above the sharing, and a stop below it',
    marbles((m) => {
      const telemetry = startTelemetry();
      const stoppable = m.cold('s-a-b-e-m|', vocabulary).pipe(trace(telemetry), takeUntil(m.cold('---x')));
      const shared = multicastReplay()(stoppable);
      m.expect(shared).toBeObservable('s-a|', vocabulary);
      m.expect(shared, '-----^').toBeObservable('-----(sa|)', vocabulary);
      m.flush();
      expect(telemetry.spans().map(({ attributes }) => attributes['rx_bedrock.status'])).toEqual(['stopped']);
    }),
  );

  it('sees what the operators before it make of a generation', () => {
    const telemetry = startTelemetry();
    const spent = of(...textMessage('Hello')).pipe(takeWhileBudget({ chars: 1 }), trace(telemetry));
    const { seen } = watch(spent);
    expect(seen.ends).toMatchObject([{ code: 'budget' }]);
    expect(telemetry.spans()[0]!.attributes).toMatchObject({
      'error.type': 'budget',
      'rx_bedrock.status': 'stopped',
    });
  });

  it('stays open as long as its generation', () => {
    const telemetry = startTelemetry();
    watch(NEVER.pipe(trace(telemetry)));
    expect(telemetry.spans()).toEqual([]);
  });

  it('takes what no version of the SDK says, and loses no event of it', () => {
    const telemetry = startTelemetry();
    const odd = [
      { messageStart: {} },
      { metadata: {} },
      { metadata: { usage: {} } },
      { messageStop: {} },
      {},
      textDelta('a'),
    ] as unknown as ConverseEvent[];
    const { seen } = watch(of(...odd).pipe(trace(telemetry, { captureContent: true })));
    expect(seen).toEqual({ values: odd, ends: ['complete'] });
    expect(telemetry.spans()[0]!.attributes).toMatchObject({ 'rx_bedrock.status': 'complete' });
  });

  it.each<[string, Partial<Record<keyof TraceGenerationOptions, unknown>>, string, string]>([
    ['options.tracer', { tracer: undefined }, 'an object with a startSpan()', 'trace.getTracer'],
    ['options.meter', { meter: {} }, 'an object with a createHistogram()', 'metrics.getMeter'],
    ['options.request', { request: 'Hello' }, 'an object', 'Pass the input'],
    ['options.captureContent', { captureContent: 'yes' }, 'true or false', 'Pass true'],
    ['options.scheduler', { scheduler: 5 }, 'something with a now()', 'TestScheduler'],
  ])('refuses %s that cannot be meant', (value, wrong, rule, fix) => {
    const options = { tracer, meter, request, ...wrong } as TraceGenerationOptions;
    expectComplaint(() => traceGeneration(options), { type: TypeError, value, rule, fix });
  });

  it('refuses no options at all', () => {
    const options = undefined as unknown as TraceGenerationOptions;
    expectComplaint(() => traceGeneration(options), {
      type: TypeError,
      value: 'undefined',
      rule: 'an object',
      fix: '{ tracer, meter, request }',
    });
  });
});

function trace(
  { tracer, meter }: Telemetry,
  options: Partial<TraceGenerationOptions> = {},
): (source: Observable<ConverseEvent>) => Observable<ConverseEvent> {
  return traceGeneration({ tracer, meter, request, ...options });
}
