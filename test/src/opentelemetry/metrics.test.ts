import type { Attributes } from '@opentelemetry/api';
import { DataPointType } from '@opentelemetry/sdk-metrics';
import { type ConverseEvent, userMessage } from 'rx-bedrock';
import { traceGeneration } from 'rx-bedrock/opentelemetry';
import { metadata, textMessage, vocabulary } from 'rx-bedrock/testing';
import { of, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../../src/testing/probe.js';
import { failure } from '../../attempts.js';
import { marbles } from '../../marbles.js';
import { type Measurement, startTelemetry } from './telemetry.js';

const request = { modelId: 'nova', messages: [userMessage('Hello')] };

const common: Attributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'aws.bedrock',
  'gen_ai.request.model': 'nova',
};

/** Measures one generation in virtual time. */
async function measured(
  source: string,
  events: Record<string, ConverseEvent> = {},
  error?: unknown,
): Promise<Record<string, Measurement[]>> {
  const { tracer, meter, measurements } = startTelemetry();
  marbles((m) => {
    const all = { ...vocabulary, ...events };
    const traced = m.cold(source, all, error).pipe(traceGeneration({ tracer, meter, request }));
    m.expect(traced).toBeObservable(source, all, error);
  })();
  return measurements();
}

describe('the metrics of traceGeneration', () => {
  it('are time, time to the first content, and tokens', async () => {
    expect(await measured('s 499ms a 999ms e-m|')).toStrictEqual({
      'gen_ai.client.operation.duration': [{ attributes: common, count: 1, sum: 1.503 }],
      'gen_ai.client.operation.time_to_first_chunk': [{ attributes: common, count: 1, sum: 0.5 }],
      'gen_ai.client.token.usage': [
        { attributes: { ...common, 'gen_ai.token.type': 'input' }, count: 1, sum: 12 },
        { attributes: { ...common, 'gen_ai.token.type': 'output' }, count: 1, sum: 34 },
      ],
    });
  });

  it('name the error, in the duration alone, and count no tokens where none are known', async () => {
    expect(await measured('s-a 997ms #', {}, failure('network'))).toStrictEqual({
      'gen_ai.client.operation.duration': [
        { attributes: { ...common, 'error.type': 'network' }, count: 1, sum: 1 },
      ],
      'gen_ai.client.operation.time_to_first_chunk': [{ attributes: common, count: 1, sum: 0.002 }],
    });
  });

  it('know no first content where there was none', async () => {
    expect(Object.keys(await measured('s----#', {}, failure('throttled')))).toEqual([
      'gen_ai.client.operation.duration',
    ]);
  });

  it('tell the tokens of the cache with the input, and the model that a router chose', async () => {
    const m = {
      metadata: {
        ...metadata({ cacheReadInputTokens: 1000 }).metadata!,
        trace: { promptRouter: { invokedModelId: 'nova-lite' } },
      },
    };
    const attributes = { ...common, 'gen_ai.response.model': 'nova-lite' };
    expect(await measured('sae-m|', { m })).toMatchObject({
      'gen_ai.client.operation.duration': [{ attributes }],
      'gen_ai.client.token.usage': [
        { attributes: { ...attributes, 'gen_ai.token.type': 'input' }, sum: 1012 },
        { attributes: { ...attributes, 'gen_ai.token.type': 'output' }, sum: 34 },
      ],
    });
  });

  it('have the units and the buckets that the convention recommends', async () => {
    const { tracer, meter, metrics } = startTelemetry();
    watch(of(...textMessage('Hello')).pipe(traceGeneration({ tracer, meter, request })));
    const seconds = Array.from({ length: 14 }, (_, power) => 2 ** power / 100);
    const tokens = Array.from({ length: 14 }, (_, power) => 4 ** power);
    const shapes = (await metrics()).map(({ descriptor: { name, unit }, dataPointType, dataPoints }) => ({
      name,
      unit,
      isHistogram: dataPointType === DataPointType.HISTOGRAM,
      boundaries: (dataPoints[0]!.value as { buckets: { boundaries: number[] } }).buckets.boundaries,
    }));
    expect(shapes).toStrictEqual([
      { name: 'gen_ai.client.operation.duration', unit: 's', isHistogram: true, boundaries: seconds },
      {
        name: 'gen_ai.client.operation.time_to_first_chunk',
        unit: 's',
        isHistogram: true,
        boundaries: seconds,
      },
      { name: 'gen_ai.client.token.usage', unit: '{token}', isHistogram: true, boundaries: tokens },
    ]);
  });

  it('of many generations are in the same instruments', async () => {
    const { tracer, meter, measurements } = startTelemetry();
    for (let turn = 0; turn < 3; turn += 1) {
      watch(of(...textMessage('Hello')).pipe(traceGeneration({ tracer, meter, request })));
    }
    const all = await measurements();
    expect(all['gen_ai.client.operation.duration']).toMatchObject([{ count: 3 }]);
    expect(all['gen_ai.client.token.usage']).toMatchObject([
      { count: 3, sum: 36 },
      { count: 3, sum: 3 },
    ]);
  });

  it('are taken by the clock that is given, and never run backwards', async () => {
    const { tracer, meter, measurements } = startTelemetry();
    const scheduler = { time: 5_000, now: () => scheduler.time };
    const source = new Subject<ConverseEvent>();
    watch(source.pipe(traceGeneration({ tracer, meter, request, scheduler })));
    scheduler.time -= 1_000;
    source.next(vocabulary.a);
    scheduler.time += 250;
    source.complete();
    expect(await measurements()).toMatchObject({
      'gen_ai.client.operation.duration': [{ sum: 0.25 }],
      'gen_ai.client.operation.time_to_first_chunk': [{ sum: 0 }],
    });
  });
});
