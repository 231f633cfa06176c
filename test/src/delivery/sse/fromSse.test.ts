import { type ConverseEvent, GenerationError, toOutcome } from 'rx-bedrock';
import { fromSse } from 'rx-bedrock/browser';
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
  vocabulary,
} from 'rx-bedrock/testing';
import { NEVER, type Observable, of, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { expectComplaint } from '../../../complaints.js';
import { Listener } from '../../../wire/listener.js';
import { drawnInTurns } from '../../../drawnInTurns.js';
import { listen, openSite } from '../http/site.js';
import { startServer, streamHeaders } from './server.js';
import { all, answer, quickly, restOf } from './answer.js';

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
      'a body that fetch() knows',
      'JSON.stringify',
    ],
    [
      'an array for a body',
      'http://a/',
      { init: { method: 'post', body: [1] } },
      'a body that fetch() knows',
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
