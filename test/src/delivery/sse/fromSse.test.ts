import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type ConverseEvent, GenerationError, toOutcome } from 'rx-bedrock';
import { fromSse, type FromSseOptions } from 'rx-bedrock/browser';
import { createGenerationHandler, memoryLog } from 'rx-bedrock/delivery';
import { multicastReplay } from 'rx-bedrock/operators';
import {
  exception,
  messageStart,
  messageStop,
  metadata,
  paced,
  stall,
  textDelta,
  textMessage,
  vocabulary,
} from 'rx-bedrock/testing';
import { firstValueFrom, NEVER, type Observable, of, skip, Subject, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { endFrame } from '../../../../src/delivery/sse/frames.js';
import { expectComplaint } from '../../../complaints.js';
import { Listener } from '../../../wire/listener.js';
import { drawnInTurns } from '../../../drawnInTurns.js';
import { listen, openSite } from '../http/site.js';
import { eventFrames, frames, open, startServer, streamHeaders } from './server.js';

const answer = textMessage('Hello from the loopback.');
const all = eventFrames(answer);
const complete = endFrame({ status: 'complete' });
const quickly = { initialDelay: 1, maxDelay: 2 };
const restOf = (from: number) => frames(...all.slice(from), complete);

describe('fromSse', () => {
  it('does what its diagram draws', async () => {
    const requests = new Subject<string | null>();
    let generation: Observable<ConverseEvent> = NEVER;
    const handler = createGenerationHandler({
      log: memoryLog(),
      authorize: () => true,
      start: () => generation,
      publish: { batchMs: 0 },
    });
    const { port, sockets } = await listen((request) => {
      requests.next(request.headers.get('last-event-id'));
      return handler(request);
    });
    await drawnInTurns('src/delivery/sse/fromSse.ts', ({ cold, shows }) => {
      generation = cold('generation', vocabulary);
      const cut = () => {
        for (const socket of sockets) socket.destroy();
      };
      cold('network', {}).subscribe({ error: cut });
      shows('requests', requests, { 1: null, 2: '3' });
      const events = fromSse(`http://127.0.0.1:${port}/generations`, {
        init: { method: 'POST', headers: { 'content-type': 'application/json' } },
        reconnect: { initialDelay: 0 },
      });
      shows('fromSse()', events, vocabulary);
    })();
  });
});

describe('a generation of a server', () => {
  it('is as if it were made here, with its request id', async () => {
    const site = await openSite(paced(answer, 1));
    const generation = site.read(site.url, { init: site.posting }).pipe(multicastReplay());
    const [outcome, again] = await Promise.all([toOutcome(generation), toOutcome(generation)]);
    expect(outcome).toMatchObject({
      status: 'complete',
      stopReason: 'end_turn',
      message: { content: [{ text: 'Hello from the loopback.' }] },
      usage: { totalTokens: 16 },
      response: { requestId: 'loopback-1', attempts: 1 },
    });
    expect(again).toEqual(outcome);
    expect(site.starts).toHaveLength(1);
  });

  it('is asked for once per subscription, a microtask after it, and not by those who left before', async () => {
    const server = await startServer(() => restOf(0));
    const generation = fromSse(server.url);
    generation.subscribe().unsubscribe();
    const shared = generation.pipe(multicastReplay());
    shared.subscribe().unsubscribe(); // React's StrictMode
    await Promise.resolve();
    expect(await new Listener(shared).end).toBe('complete');
    expect(await new Listener(shared).end).toBe('complete');
    expect(server.requests).toHaveLength(1);
    expect(await new Listener(generation).end).toBe('complete');
    expect(server.requests).toHaveLength(2);
  });

  it('fails with the error that it failed with', async () => {
    const script = [messageStart(), textDelta('so far'), exception('throttlingException', 'Slower.')];
    const site = await openSite(script);
    const error = await new Listener(site.read(site.url, { init: site.posting })).fails();
    expect(error).toBeInstanceOf(GenerationError);
    expect(error).toMatchObject({
      code: 'throttled',
      message: 'throttled: Slower.',
      retryable: true,
      partial: { status: 'failed', message: { content: [{ text: 'so far' }] } },
      response: { requestId: 'loopback-1', attempts: 1 },
    });
  });

  it('completes without messageStop when somebody has stopped it', async () => {
    const site = await openSite([messageStart(), textDelta('so far'), stall()]);
    const listener = new Listener(site.read(site.url, { init: site.posting }));
    await listener.hears('so far');
    await site.ask(`/generations/${site.starts[0]}`, { method: 'DELETE' });
    expect(await listener.end).toBe('complete');
    const outcome = await toOutcome(site.read(`/generations/${site.starts[0]}`));
    expect(outcome).toMatchObject({ status: 'stopped', message: { content: [{ text: 'so far' }] } });
  });

  it('keeps its bytes', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    const reasoning: ConverseEvent = {
      contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { redactedContent: bytes } } },
    };
    const events = [messageStart(), reasoning, messageStop(), metadata()];
    const site = await openSite([], { start: () => of(...events), authorize: () => true });
    const listener = new Listener(site.read(site.url, { init: site.posting }));
    expect(await listener.end).toBe('complete');
    expect(listener.events).toEqual(events);
  });

  it('can be found again by the id that onOpen is told, once', async () => {
    const site = await openSite(paced(answer, 1), { maxAge: 4 });
    const ids: string[] = [];
    const listener = new Listener(
      site.read(site.url, { init: site.posting, reconnect: quickly, onOpen: ({ id }) => ids.push(id) }),
    );
    expect(await listener.end).toBe('complete');
    expect(ids).toEqual(site.starts);
    const again: string[] = [];
    const reloaded = site.read(`/generations/${ids[0]}?a=b`, { onOpen: ({ id }) => again.push(id) });
    expect(await new Listener(reloaded).end).toBe('complete');
    expect(again).toEqual(ids);
  });

  it('is not begun where onOpen throws', async () => {
    const server = await startServer(() => restOf(0));
    const onOpen = () => {
      throw new Error('no storage');
    };
    const error = await new Listener(fromSse(server.url, { onOpen })).fails();
    expect(error).toMatchObject({ code: 'unknown', cause: { message: 'no storage' } });
    expect(error.message).toContain('onOpen has thrown: no storage');
  });
});

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

it('credentials are not taken to another origin', async () => {
  const elsewhere = await startServer(() => restOf(0));
  for (const answerWith of [
    () => new Response(all[0], { headers: { ...streamHeaders, 'content-location': elsewhere.url } }),
    () => Response.redirect(elsewhere.url, 307),
  ]) {
    const server = await startServer(answerWith);
    const init = { method: 'POST', headers: { authorization: 'Ada' } };
    const error = await new Listener(fromSse(server.url, { init, reconnect: quickly })).fails();
    expect(error.code).toBe('protocol');
  }
  expect(elsewhere.requests.map(({ headers }) => headers.get('authorization'))).toEqual([null]);
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

describe('leaving', () => {
  const endlessAnswer = [messageStart(), textDelta('so far'), stall()];

  it('closes the response and lets the generation go on', async () => {
    const server = await startServer(() => open(...all.slice(0, 2)));
    const listener = new Listener(fromSse(server.url));
    await listener.hears('Hello');
    expect(server.isOpen()).toBe(true);
    listener.leave();
    await vi.waitFor(() => expect(server.isOpen()).toBe(false));
    expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  it("with onLeave 'cancel' stops the generation for everybody", async () => {
    const site = await openSite(endlessAnswer);
    const listener = new Listener(site.read(site.url, { init: site.posting, onLeave: 'cancel' }));
    await listener.hears('so far');
    const other = new Listener(site.read(`/generations/${site.starts[0]}`));
    await other.hears('so far');
    listener.leave();
    expect(await other.end).toBe('complete');
    await site.bedrock.requests[0]!.closed;
    expect(await site.log.status(site.starts[0]!)).toBe('stopped');
  });

  it("with onLeave 'cancel' stops also what has no name yet", async () => {
    let answerNow = (_response: Response) => {};
    const server = await startServer(
      () => new Promise<Response>((resolve) => (answerNow = resolve)),
      () => new Response(null, { status: 204 }),
    );
    const init = { method: 'POST', headers: { authorization: 'Ada' } };
    const listener = new Listener(fromSse(server.url, { init, onLeave: 'cancel' }));
    await firstValueFrom(server.asked);
    listener.leave();
    const late = open();
    late.headers.set('content-location', '/generations/late');
    answerNow(late);
    const request = await firstValueFrom(server.asked.pipe(skip(1)));
    expect([request.method, new URL(request.url).pathname, request.headers.get('authorization')]).toEqual([
      'DELETE',
      '/generations/late',
      'Ada',
    ]);
    expect(request.headers.get('content-type')).toBe('application/json');
    await vi.waitFor(() => expect(server.isOpen()).toBe(false));
  });

  it.each<[string, (url: string, options: FromSseOptions) => Promise<unknown>]>([
    ['completed', (url, options) => new Listener(fromSse(url, options)).end],
    ['was left before it was asked for', async (url, options) => new Listener(fromSse(url, options)).leave()],
  ])("with onLeave 'cancel' cancels nothing that %s", async (_what, read) => {
    const server = await startServer(() => restOf(0));
    await read(server.url, { onLeave: 'cancel' });
    await fetch(server.url);
    expect(server.requests.map(({ method }) => method)).not.toContain('DELETE');
  });

  it('stops the waiting for the next try', async () => {
    const scheduler = new VirtualTimeScheduler();
    const server = await startServer(() => frames());
    const listener = new Listener(fromSse(server.url, { scheduler }));
    await vi.waitFor(() => expect(scheduler.actions).toHaveLength(1));
    listener.leave();
    scheduler.flush();
    await fetch(server.url);
    expect(server.requests).toHaveLength(2);
  });
});

describe('the signal of init', () => {
  const reason = new Error('changed my mind');

  it.each([
    ['it reads', () => open(...all.slice(0, 2))],
    ['it waits for the next try', () => frames(...all.slice(0, 2))],
  ])('aborts while %s', async (_when, answerWith) => {
    const server = await startServer(answerWith);
    const controller = new AbortController();
    const reconnect = { initialDelay: 100_000, maxDelay: 100_000 };
    const listener = new Listener(fromSse(server.url, { init: { signal: controller.signal }, reconnect }));
    await listener.hears('Hello');
    controller.abort(reason);
    expect(await listener.fails()).toMatchObject({
      code: 'aborted',
      cause: reason,
      partial: { status: 'aborted', message: { content: [{ text: 'Hello' }] } },
    });
    expect(server.requests).toHaveLength(1);
  });

  it('sends nothing when it has aborted before', async () => {
    const server = await startServer(() => restOf(0));
    const init = { signal: AbortSignal.abort(reason) };
    expect(await new Listener(fromSse(server.url, { init })).fails()).toMatchObject({
      code: 'aborted',
      cause: reason,
    });
    await fetch(server.url);
    expect(server.requests).toHaveLength(1);
  });
});

describe('refuses at once', () => {
  it.each<[string, unknown, object | undefined, string, string]>([
    ['an address that is not whole', '/generations', {}, 'a URL', 'http://host/generations'],
    ['no address', undefined, {}, 'a URL', 'http://host/generations'],
    [
      'an address that is not fetched so',
      'ftp://a/',
      {},
      'a URL of http or https',
      'http://host/generations',
    ],
    [
      'an object for a body',
      'http://a/',
      { init: { method: 'POST', body: {} } },
      'fetch() knows',
      'JSON.stringify',
    ],
    [
      'an array for a body',
      'http://a/',
      { init: { method: 'post', body: [1] } },
      'fetch() knows',
      'JSON.stringify',
    ],
    ['a body to read with', 'http://a/', { init: { body: '{}' } }, 'left out', "method: 'POST'"],
    ['an init that is none', 'http://a/', { init: 1 }, 'an object', "method: 'POST'"],
    ['another method', 'http://a/', { init: { method: 'PUT' } }, "'GET' or 'POST'", "'POST' starts"],
    ['another onLeave', 'http://a/', { onLeave: 'stop' }, "'detach' or 'cancel'", 'Leave it out'],
    ['an onOpen that is none', 'http://a/', { onOpen: 1 }, 'a function', '{ id }'],
    ['another scheduler', 'http://a/', { scheduler: 1 }, 'a scheduler', 'leave it out'],
  ])('%s', (_what, url, options, rule, fix) => {
    expectComplaint(() => fromSse(url as string, options), { type: TypeError, value: 'is ', rule, fix });
  });

  it('times that cannot be waited', () => {
    expect(() => fromSse('http://a/', { idleTimeout: -1 })).toThrow(RangeError);
    expect(() => fromSse('http://a/', { reconnect: { maxElapsed: Infinity } })).toThrow(RangeError);
  });
});

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(10_000).fill(32)) });
}
