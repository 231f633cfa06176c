import type { Attributes } from '@opentelemetry/api';
import { converse, type ConverseOptions } from 'rx-bedrock';
import { traceGeneration } from 'rx-bedrock/opentelemetry';
import { messageStart, paced, stall, textDelta, textMessage, vocabulary } from 'rx-bedrock/testing';
import { httpError, type LoopbackScript } from 'rx-bedrock/testing/loopback';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { strangers } from '../src/opentelemetry/convention.js';
import { failed, startTelemetry, type Telemetry, unset } from '../src/opentelemetry/telemetry.js';
import { Listener } from './listener.js';
import { input, protocols, type Served, serve } from './serve.js';

const { s, t, i, j, y, u, m } = vocabulary;

const asked: Attributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'aws.bedrock',
  'gen_ai.request.model': 'a-model',
  'gen_ai.request.stream': true,
  'aws.request_id': 'loopback-1',
  'rx_bedrock.attempts': 1,
};

/** It is measured, so one knows no more than that it is a time. */
const timed: Attributes = { 'gen_ai.response.time_to_first_chunk': expect.any(Number) as number };

/** A traced generation by a client that does not try again by itself. */
function traced({ bedrock }: Served, options: ConverseOptions = {}) {
  const telemetry = startTelemetry();
  const upstream = traceGeneration({ ...telemetry, request: input });
  const client = bedrock.client({ maxAttempts: 1 });
  const generation = converse(client, input, { upstream, retry: { initialDelay: 1 }, ...options });
  return { telemetry, generation };
}

function spanOf({ spans }: Telemetry) {
  const [span, ...others] = spans();
  expect(others).toEqual([]);
  expect(span!.name).toBe('chat a-model');
  expect(strangers(span!.attributes)).toEqual([]);
  return span!;
}

describe.each(protocols)('the span of a generation over %s', (protocol) => {
  const silent = [messageStart(), textDelta('so far'), stall()];

  it.each<[string, LoopbackScript, Attributes]>([
    [
      'a completion',
      paced(textMessage('Hello there.'), 5),
      {
        ...timed,
        'gen_ai.response.finish_reasons': ['end_turn'],
        'gen_ai.usage.input_tokens': 12,
        'gen_ai.usage.output_tokens': 2,
        'rx_bedrock.status': 'complete',
      },
    ],
    [
      'a tool call',
      [s, t, i, j, y, u, m],
      {
        ...timed,
        'gen_ai.response.finish_reasons': ['tool_use'],
        'gen_ai.usage.input_tokens': 12,
        'gen_ai.usage.output_tokens': 34,
        'rx_bedrock.status': 'complete',
      },
    ],
    [
      'a generation that was throttled first',
      ({ index }) => (index === 0 ? [httpError(429, 'ThrottlingException')] : textMessage('At last.')),
      {
        ...timed,
        'gen_ai.response.finish_reasons': ['end_turn'],
        'gen_ai.usage.input_tokens': 12,
        'gen_ai.usage.output_tokens': 2,
        'aws.request_id': 'loopback-2',
        'rx_bedrock.attempts': 2,
        'rx_bedrock.status': 'complete',
      },
    ],
  ])('tells of %s', async (_name, script, attributes) => {
    const { telemetry, generation } = traced(await serve(protocol, script));
    expect(await new Listener(generation).end).toBe('complete');
    // Who comes late makes no second span.
    expect(await new Listener(generation).end).toBe('complete');
    expect(spanOf(telemetry).attributes).toStrictEqual({ ...asked, ...attributes });
    expect(spanOf(telemetry).status).toStrictEqual(unset);
    expect(await telemetry.measurements()).toMatchObject({
      'gen_ai.client.operation.duration': [{ count: 1 }],
      'gen_ai.client.operation.time_to_first_chunk': [{ count: 1 }],
    });
  });

  it('tells of an error before any content', async () => {
    const served = await serve(protocol, [httpError(400, 'ValidationException', 'Which model?')]);
    const { telemetry, generation } = traced(served);
    expect(await new Listener(generation).end).toMatchObject({ code: 'rejected' });
    const span = spanOf(telemetry);
    expect(span.attributes).toStrictEqual({
      ...asked,
      'error.type': 'rejected',
      'rx_bedrock.status': 'failed',
    });
    expect(span.status).toStrictEqual(failed(expect.stringContaining('Which model?') as string));
    expect(await telemetry.measurements()).toMatchObject({
      'gen_ai.client.operation.duration': [{ attributes: { 'error.type': 'rejected' }, count: 1 }],
    });
  });

  it('tells of all attempts when the last has failed as well', async () => {
    const served = await serve(protocol, () => [httpError(429, 'ThrottlingException')]);
    const { telemetry, generation } = traced(served);
    expect(await new Listener(generation).end).toMatchObject({ code: 'throttled' });
    expect(spanOf(telemetry).attributes).toStrictEqual({
      ...asked,
      'error.type': 'throttled',
      'aws.request_id': 'loopback-3',
      'rx_bedrock.attempts': 3,
      'rx_bedrock.status': 'failed',
    });
  });

  it('tells of a truncation', async () => {
    const served = await serve(protocol, [messageStart(), textDelta('so far')]);
    const { telemetry, generation } = traced(served);
    expect(await new Listener(generation).end).toMatchObject({ code: 'truncated' });
    expect(spanOf(telemetry).attributes).toStrictEqual({
      ...asked,
      ...timed,
      'error.type': 'truncated',
      'rx_bedrock.status': 'truncated',
    });
  });

  it('tells of an abort', async () => {
    const controller = new AbortController();
    const { telemetry, generation } = traced(await serve(protocol, silent), { signal: controller.signal });
    const listener = new Listener(generation);
    await listener.hears('so far');
    controller.abort(new Error('Enough.'));
    expect(await listener.end).toMatchObject({ code: 'aborted' });
    const span = spanOf(telemetry);
    expect(span.attributes).toStrictEqual({
      ...asked,
      ...timed,
      'error.type': 'aborted',
      'rx_bedrock.status': 'aborted',
    });
    expect(span.status).toStrictEqual(failed('The generation was aborted by its signal: Enough.'));
  });

  it('tells of a stop', async () => {
    const stop = new Subject<void>();
    const { telemetry, generation } = traced(await serve(protocol, silent), { stop });
    const listener = new Listener(generation);
    await listener.hears('so far');
    stop.next();
    expect(await listener.end).toBe('complete');
    const span = spanOf(telemetry);
    expect(span.attributes).toStrictEqual({ ...asked, ...timed, 'rx_bedrock.status': 'stopped' });
    expect(span.status).toStrictEqual(unset);
  });

  it('ends when the last subscriber has left', async () => {
    const { telemetry, generation } = traced(await serve(protocol, silent));
    const listener = new Listener(generation);
    await listener.hears('so far');
    expect(telemetry.spans()).toEqual([]);
    listener.leave();
    expect(spanOf(telemetry).attributes).toStrictEqual({
      ...asked,
      ...timed,
      'rx_bedrock.status': 'stopped',
    });
  });
});
