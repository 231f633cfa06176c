import {
  type Context,
  context,
  diag,
  type Meter,
  ROOT_CONTEXT,
  type Span,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { type ConverseEvent, converse, fromConverseStream, toOutcome, userMessage } from 'rx-bedrock';
import { traceGeneration } from 'rx-bedrock/opentelemetry';
import { multicastReplay } from 'rx-bedrock/operators';
import { scriptedClient, textMessage, vocabulary } from 'rx-bedrock/testing';
import { type Observable, of, Subject, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watch } from '../../../src/testing/probe.js';
import { failure } from '../../attempts.js';
import { startTelemetry } from './telemetry.js';

const request = { modelId: 'nova', messages: [userMessage('Hello')] };

describe('telemetry that throws', () => {
  const complain = vi.fn();

  beforeEach(() => {
    complain.mockReset();
    const quiet = () => undefined;
    diag.setLogger({ error: complain, warn: quiet, info: quiet, debug: quiet, verbose: quiet });
  });

  afterEach(() => {
    diag.disable();
  });

  const broken = () => {
    throw new Error('It is broken.');
  };
  const { tracer, meter } = startTelemetry();
  const makes = (span: Partial<Span>): Tracer =>
    ({
      startSpan: () => ({ ...trace.wrapSpanContext(tracer.startSpan('').spanContext()), ...span }),
    }) as never;

  it.each<[string, { tracer?: Tracer; meter?: Meter; scheduler?: { now: () => number } }]>([
    ['a tracer', { tracer: { startSpan: broken } as never }],
    ['a span that is asked', { tracer: makes({ isRecording: broken }) }],
    [
      'a span that is told anything',
      {
        tracer: makes({
          isRecording: () => true,
          setAttribute: broken,
          setAttributes: broken,
          setStatus: broken,
          end: broken,
        }),
      },
    ],
    ['a clock', { scheduler: { now: broken } }],
    ['a meter', { meter: { createHistogram: broken } as never }],
    ['an instrument', { meter: { createHistogram: () => ({ record: broken }) } as never }],
  ])('hurts no generation: %s', (_name, parts) => {
    const options = { tracer, meter, request, captureContent: true, ...parts };
    const events = textMessage('Hello');
    expect(watch(of(...events).pipe(traceGeneration(options))).seen).toEqual({
      values: events,
      ends: ['complete'],
    });
    expect(complain).toHaveBeenCalledWith('rx-bedrock could not record a generation.', expect.any(Error));
    const error = failure('throttled');
    expect(watch(throwError(() => error).pipe(traceGeneration(options))).seen.ends).toEqual([error]);
    const source = new Subject<ConverseEvent>();
    const { subscription } = watch(source.pipe(traceGeneration(options)));
    expect(() => subscription.unsubscribe()).not.toThrow();
  });

  it('still ends the span whose attributes it refuses', () => {
    const end = vi.fn();
    const span = { isRecording: () => true, setAttributes: broken, setStatus: broken, end };
    watch(
      of(vocabulary.a).pipe(traceGeneration({ tracer: makes(span), meter, request, captureContent: true })),
    );
    expect(end).toHaveBeenCalledOnce();
  });

  it('leaves out a content that cannot be written down, and tells the rest', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const content = [{ toolUse: { toolUseId: '1', name: 'a', input: circle as never } }];
    const odd = { ...request, messages: [{ role: 'assistant' as const, content }] };
    const telemetry = startTelemetry();
    watch(
      of(...textMessage('Hello')).pipe(
        traceGeneration({ tracer: telemetry.tracer, meter, request: odd, captureContent: true }),
      ),
    );
    const { attributes } = telemetry.spans()[0]!;
    expect(attributes).toMatchObject({ 'rx_bedrock.status': 'complete' });
    expect(attributes).toHaveProperty(['gen_ai.output.messages']);
    expect(attributes).not.toHaveProperty(['gen_ai.input.messages']);
    expect(complain).toHaveBeenCalledOnce();
  });
});

describe('a generation that is left before it has sent anything', () => {
  it('says so, and is not measured; who comes again makes a span of its own', async () => {
    const telemetry = startTelemetry();
    const traced = fromConverseStream(scriptedClient(), request).pipe(
      traceGeneration({ ...telemetry, request }),
    );
    const generation = traced.pipe(multicastReplay());
    watch(generation).subscription.unsubscribe();
    expect(telemetry.spans().map(({ attributes }) => attributes)).toMatchObject([
      { 'rx_bedrock.attempts': 0, 'rx_bedrock.status': 'stopped' },
    ]);
    expect(await telemetry.measurements()).toEqual({});
    await toOutcome(generation);
    expect(telemetry.spans()[1]!.attributes).toMatchObject({
      'rx_bedrock.attempts': 1,
      'rx_bedrock.status': 'complete',
    });
    expect((await telemetry.measurements())['gen_ai.client.operation.duration']).toMatchObject([
      { count: 1 },
    ]);
  });

  it('is nothing to tell of in converse, which has not even begun then', async () => {
    const telemetry = startTelemetry();
    const upstream = traceGeneration({ ...telemetry, request });
    const generation = converse(scriptedClient(), request, { upstream });
    watch(generation).subscription.unsubscribe();
    await toOutcome(generation);
    expect(telemetry.spans().map(({ attributes }) => attributes['rx_bedrock.attempts'])).toEqual([1]);
  });

  it('says so too where its signal had aborted before', async () => {
    const telemetry = startTelemetry();
    const upstream = traceGeneration({ ...telemetry, request });
    const client = scriptedClient();
    await toOutcome(converse(client, request, { upstream, signal: AbortSignal.abort() }));
    expect(client.requests).toEqual([]);
    expect(telemetry.spans().map(({ attributes }) => attributes)).toMatchObject([
      { 'error.type': 'aborted', 'rx_bedrock.attempts': 0, 'rx_bedrock.status': 'aborted' },
    ]);
    expect(await telemetry.measurements()).toEqual({});
  });
});

describe('the context of traceGeneration', () => {
  const storage = new AsyncLocalStorage<Context>();

  beforeEach(() => {
    const active = () => storage.getStore() ?? ROOT_CONTEXT;
    context.setGlobalContextManager({
      active,
      with: (inner, action, self, ...args) => storage.run(inner, () => action.call(self as never, ...args)),
      bind: (_inner, target) => target,
      enable: () => undefined as never,
      disable: () => undefined as never,
    });
  });

  afterEach(() => {
    context.disable();
  });

  it('makes the spans of requests its children, and what subscribers do none of it', async () => {
    const telemetry = startTelemetry();
    const { tracer, meter } = telemetry;
    const scripted = scriptedClient(textMessage('Hello'));
    const client: typeof scripted = {
      ...scripted,
      send: (...args) => {
        tracer.startSpan('POST').end();
        return scripted.send(...args);
      },
    };
    const parent = tracer.startSpan('page');
    const generation = context.with(trace.setSpan(ROOT_CONTEXT, parent), () => {
      const shared: Observable<ConverseEvent> = converse(client, request, {
        upstream: traceGeneration({ tracer, meter, request }),
      });
      const render = () => tracer.startSpan('render').end();
      shared.subscribe({ next: render, complete: render });
      return shared;
    });
    await toOutcome(generation);
    await setImmediate();
    parent.end();
    const spans = telemetry.spans();
    const idOf = (name: string) => spans.find((span) => span.name === name)!.spanContext().spanId;
    const parents = new Set(
      spans.map(({ name, parentSpanContext }) => `${name} in ${parentSpanContext?.spanId}`),
    );
    expect([...parents].sort()).toEqual(
      [
        `POST in ${idOf('chat nova')}`,
        `chat nova in ${idOf('page')}`,
        'page in undefined',
        `render in ${idOf('page')}`,
      ].sort(),
    );
  });

  it('leaves the request where it is when there is no span', () => {
    const { meter } = startTelemetry();
    const seen: Context[] = [];
    const here = ROOT_CONTEXT.setValue(Symbol('here'), true);
    const tracer = {
      startSpan: () => {
        throw new Error('It is broken.');
      },
    } as never;
    const source = scriptedClient();
    context.with(here, () => {
      const client = {
        send: (...args: Parameters<typeof source.send>) => (
          seen.push(context.active()), source.send(...args)
        ),
      };
      void toOutcome(converse(client, request, { upstream: traceGeneration({ tracer, meter, request }) }));
    });
    return setImmediate().then(() => expect(seen).toEqual([here]));
  });
});
