import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fromSse } from 'rx-bedrock/browser';
import { VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Listener } from '../../../wire/listener.js';
import { frames, open, startServer, streamHeaders } from './server.js';
import { all, answer, quickly, restOf } from './answer.js';

describe('after a cut', () => {
  it('comes back for what is missing, and passes over what it has', async () => {
    const server = await startServer(
      () => frames(...all.slice(0, 3), all[3]!.slice(0, 10)),
      () => frames(...all.slice(1, 4)),
      () => restOf(0),
    );
    const init = { headers: { authorization: 'Ada', 'content-type': 'application/json' } };
    const listener = new Listener(fromSse(server.url, { init, reconnect: quickly }));
    expect(await listener.end).toBe('complete');
    expect(listener.events).toEqual(answer);
    expect(server.requests.map(({ headers }) => headers.get('last-event-id'))).toEqual([null, '3', '4']);
    for (const { method, headers } of server.requests.slice(1)) {
      expect([
        method,
        headers.get('authorization'),
        headers.get('content-type'),
        headers.get('accept'),
      ]).toEqual(['GET', 'Ada', null, 'text/event-stream']);
    }
  });

  it('starts again with the same key while there was no answer, and reads from then on', async () => {
    const location = { ...streamHeaders, 'content-location': '/elsewhere/abc%3A1' };
    const server = await startServer(
      () => new Response(null, { status: 503 }),
      () => new Response(null, { status: 502 }),
      () => new Response(all[0], { headers: location }),
      () => restOf(1),
    );
    const onOpen = vi.fn();
    const init = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
    const listener = new Listener(fromSse(server.url, { init, onOpen, reconnect: quickly }));
    expect(await listener.end).toBe('complete');
    const { requests } = server;
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST', 'GET']);
    const keys = requests.map(({ headers }) => headers.get('idempotency-key'));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys).toEqual([keys[0], keys[0], keys[0], null]);
    expect(new URL(requests[3]!.url).pathname).toBe('/elsewhere/abc%3A1');
    expect(onOpen.mock.calls).toEqual([[{ id: 'abc:1' }]]);
  });

  it('starts again with the same body, also where that is a form', async () => {
    const server = await startServer(
      () => new Response(null, { status: 503 }),
      () => new Response(null, { status: 400 }),
    );
    const bodies: string[] = [];
    server.asked.subscribe(
      (request) =>
        void request
          .clone()
          .text()
          .then((text) => bodies.push(text)),
    );
    const body = new FormData();
    body.set('prompt', 'Hello');
    await new Listener(fromSse(server.url, { init: { method: 'POST', body }, reconnect: quickly })).fails();
    await vi.waitFor(() => expect(bodies).toHaveLength(2));
    expect(bodies[0]).toContain('name="prompt"');
    expect(bodies[1]).toBe(bodies[0]);
    const types = server.requests.map(({ headers }) => headers.get('content-type'));
    expect(types[1]).toBe(types[0]);
  });

  it('leaves the key to its caller, and makes another for another subscription', async () => {
    const server = await startServer(() => new Response(null, { status: 400 }));
    const post = (headers: HeadersInit) => fromSse(server.url, { init: { method: 'POST', headers } });
    const generation = post({});
    await new Listener(generation).fails();
    await new Listener(generation).fails();
    await new Listener(post({ 'idempotency-key': 'mine' })).fails();
    const keys = server.requests.map(({ headers }) => headers.get('idempotency-key'));
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe('mine');
  });

  it('does not come back for a message that is whole', async () => {
    const server = await startServer(() => frames(...all));
    const listener = new Listener(fromSse(server.url));
    expect(await listener.end).toBe('complete');
    expect(listener.events).toEqual(answer);
    expect(server.requests).toHaveLength(1);
  });

  it('gives up when nobody answers', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const reconnect = { initialDelay: 1, maxDelay: 1, maxElapsed: 4 };
    const error = await new Listener(fromSse(`http://127.0.0.1:${port}/`, { reconnect })).fails();
    expect(error).toMatchObject({
      code: 'network',
      retryable: true,
      cause: expect.any(TypeError) as unknown,
    });
    expect(error.message).toMatch(
      /^network: The connection failed: fetch failed: connect ECONNREFUSED .*:\d+\. Given up after \d+ attempts\.$/,
    );
  });

  it('keeps what had arrived when it gives up', async () => {
    const server = await startServer(
      () => frames(...all.slice(0, 3)),
      () => frames(),
    );
    const error = await new Listener(
      fromSse(server.url, { reconnect: { ...quickly, maxElapsed: 5 } }),
    ).fails();
    expect(error).toMatchObject({
      code: 'network',
      partial: { status: 'failed', message: { content: [{ text: 'Hello from' }] } },
    });
  });

  it.each([
    [429, 'throttled'],
    [503, 'unavailable'],
  ])('waits as long as a %i asks for', async (status, code) => {
    const scheduler = new VirtualTimeScheduler();
    const refuse = () => new Response(null, { status, headers: { 'retry-after': '7' } });
    const server = await startServer(refuse, refuse, () => restOf(0));
    const options = { scheduler, reconnect: { ...quickly, maxElapsed: 20_000 } };
    const listener = new Listener(fromSse(server.url, options));
    await vi.waitFor(() => expect(scheduler.actions).toHaveLength(1));
    expect(scheduler.actions[0]!.delay).toBe(7_000);
    scheduler.flush();
    await vi.waitFor(() => expect(scheduler.actions).toHaveLength(1));
    scheduler.flush();
    expect(await listener.end).toBe('complete');

    const impatient = { reconnect: { ...quickly, maxElapsed: 6_999 } };
    const error = await new Listener(fromSse((await startServer(refuse)).url, impatient)).fails();
    expect(error).toMatchObject({ code, retryable: true });
  });

  it.each(['soon', '-1', '', 'NaN', '1e999'])(
    'comes to an end where a server asks to wait %j',
    async (after) => {
      const server = await startServer(
        () => new Response(null, { status: 503, headers: { 'retry-after': after } }),
      );
      const reconnect = { initialDelay: 0, maxElapsed: 3 };
      expect(await new Listener(fromSse(server.url, { reconnect })).fails()).toMatchObject({
        code: 'unavailable',
      });
      expect(server.requests.length).toBeLessThanOrEqual(4);
    },
  );

  it('does not come back without a pause because a server says so', async () => {
    const scheduler = new VirtualTimeScheduler();
    const server = await startServer(() => frames('retry: 0\n\n'));
    vi.spyOn(Math, 'random').mockReturnValue(1);
    onTestFinished(() => void vi.restoreAllMocks());
    const listener = new Listener(fromSse(server.url, { scheduler }));
    await vi.waitFor(() => expect(scheduler.actions).toHaveLength(1));
    expect(scheduler.actions[0]!.delay).toBe(100);
    listener.leave();
  });

  it('takes silence for a cut where the server says otherwise that it is alive', async () => {
    const server = await startServer(
      () => open(...all.slice(0, 2), ': heartbeat\n\n'),
      () => open(),
      () => restOf(2),
    );
    const listener = new Listener(fromSse(server.url, { idleTimeout: 60, reconnect: quickly }));
    expect(await listener.end).toBe('complete');
    expect(server.requests).toHaveLength(3);
    expect(listener.events).toEqual(answer);
  });

  it('waits for a server that never says that it is alive', async () => {
    const scheduler = new VirtualTimeScheduler();
    const server = await startServer(() => open(...all.slice(0, 2)));
    const listener = new Listener(fromSse(server.url, { idleTimeout: 60, scheduler }));
    await listener.hears('Hello');
    expect(scheduler.actions).toHaveLength(0);
    listener.leave();
  });
});
