import { fromSse } from 'rx-bedrock/browser';
import { describe, expect, it } from 'vitest';
import { Listener } from '../../../wire/listener.js';
import { eventFrames, frames, startServer } from './server.js';
import { all, answer, complete, quickly, restOf } from './answer.js';

describe('an answer that is no stream', () => {
  it.each([
    [400, 'rejected'],
    [401, 'rejected'],
    [403, 'rejected'],
    [404, 'rejected'],
    [413, 'rejected'],
    [415, 'rejected'],
    [500, 'unknown'],
    [501, 'unknown'],
    [201, 'protocol'],
  ])('with status %i is %s at once', async (status, code) => {
    const server = await startServer(() => Response.json({ message: 'Because.', more: 1 }, { status }));
    const error = await new Listener(fromSse(server.url)).fails();
    expect(error.message).toBe(`${code}: The server answered ${status}: Because.`);
    const cause = error.cause as Response;
    expect([cause.status, await cause.json()]).toEqual([status, { message: 'Because.', more: 1 }]);
    expect(error.retryable).toBe(false);
    expect(server.requests).toHaveLength(1);
  });

  it.each([408, 429, 500, 502, 503, 504])('with status %i may pass, once it was there', async (status) => {
    const server = await startServer(
      () => frames(all[0]!),
      () => new Response(null, { status }),
      () => restOf(1),
    );
    expect(await new Listener(fromSse(server.url, { reconnect: quickly })).end).toBe('complete');
  });

  it('with status 500 for ever comes to an end, also where it was there', async () => {
    const server = await startServer(
      () => frames(all[0]!),
      () => new Response(null, { status: 500 }),
    );
    const reconnect = { initialDelay: 0, maxElapsed: 5 };
    const error = await new Listener(fromSse(server.url, { reconnect })).fails();
    expect(error).toMatchObject({ code: 'unavailable', message: /\. Given up after \d+ attempts\.$/ });
    expect(server.requests.length).toBeLessThanOrEqual(8);
  });

  it('is logExpired where the generation was there before', async () => {
    const server = await startServer(
      () => frames(...all.slice(0, 2)),
      () => new Response(null, { status: 404 }),
    );
    const error = await new Listener(fromSse(server.url, { reconnect: quickly })).fails();
    expect(error).toMatchObject({
      code: 'logExpired',
      partial: { message: { content: [{ text: 'Hello' }] } },
    });
  });

  it('and says that there is no more leaves the message cut', async () => {
    const none = () => new Response(null, { status: 204 });
    const cut = await startServer(() => frames(...all.slice(0, 2)), none);
    expect(await new Listener(fromSse(cut.url, { reconnect: quickly })).fails()).toMatchObject({
      code: 'truncated',
    });
  });

  it.each<[string, () => Response]>([
    ['a page', () => new Response('<h1>Log in</h1>', { headers: { 'content-type': 'text/html' } })],
    [
      'JSON that never ends',
      () => new Response(endless(), { headers: { 'content-type': 'application/json' } }),
    ],
    ['no JSON', () => frames('id: 1\ndata: {"messageStart"\n\n')],
    ['no object', () => frames('id: 1\ndata: null\n\n')],
    ['an id that is none', () => frames('id: 1e3\ndata: {}\n\n')],
    ['no id', () => frames('data: {}\n\n')],
    ['an end that is none', () => frames('event: generationEnd\ndata: 1\n\n')],
  ])('but %s is protocol', async (_what, answerWith) => {
    const server = await startServer(answerWith);
    const error = await new Listener(fromSse(server.url)).fails();
    expect(error).toMatchObject({ code: 'protocol', retryable: false });
    expect(server.requests).toHaveLength(1);
  });

  it('to a start, without Content-Location, is protocol', async () => {
    const server = await startServer(() => restOf(0));
    const error = await new Listener(fromSse(server.url, { init: { method: 'POST' } })).fails();
    expect(error.code).toBe('protocol');
    expect(error.message).toContain('access-control-expose-headers');
  });
});

describe('a stream', () => {
  it('with events missing is a gap', async () => {
    const server = await startServer(() => frames(all[0]!, ...all.slice(2), complete));
    expect(await new Listener(fromSse(server.url)).fails()).toMatchObject({ code: 'logGap' });
  });

  it('that calls a message complete that is not is truncated', async () => {
    const server = await startServer(() => frames(...all.slice(0, 3), complete));
    expect(await new Listener(fromSse(server.url)).fails()).toMatchObject({ code: 'truncated' });
  });

  it('may hold what later versions have to say', async () => {
    const news = 'event: later\ndata: {"a":1}\n\nunknown: field\n\n';
    const server = await startServer(() => frames(news, ...all, news, complete));
    const listener = new Listener(fromSse(server.url));
    expect(await listener.end).toBe('complete');
    expect(listener.events).toEqual(answer);
  });

  it('says nothing more behind its end', async () => {
    const server = await startServer(() => frames(...all, complete, ...eventFrames(answer, all.length + 1)));
    const listener = new Listener(fromSse(server.url));
    expect(await listener.end).toBe('complete');
    expect(listener.events).toEqual(answer);
  });

  it.each([
    ['an error with a code that nobody knows', '{"status":"failed","code":"later","message":"x"}', 'later'],
    ['a failure without a code', '{"status":"failed"}', 'unknown'],
    ['nothing', '{}', 'unknown'],
  ])('that ends with %s is an error', async (_what, data, code) => {
    const server = await startServer(() => frames(`event: generationEnd\ndata: ${data}\n\n`));
    expect(await new Listener(fromSse(server.url)).fails()).toMatchObject({ code, retryable: false });
  });
});

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(10_000).fill(32)) });
}
