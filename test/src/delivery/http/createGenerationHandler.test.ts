import { GenerationError } from 'rx-bedrock';
import { createGenerationHandler, type GenerationHandlerOptions, memoryLog } from 'rx-bedrock/delivery';
import {
  exception,
  messageStart,
  paced,
  stall,
  textDelta,
  textMessage,
  vocabulary,
} from 'rx-bedrock/testing';
import { httpError } from 'rx-bedrock/testing/loopback';
import { defer, merge, mergeMap, NEVER, of, throwError } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { expectComplaint } from '../../../complaints.js';
import { drawnInTurns } from '../../../drawnInTurns.js';
import { endIn, eventsIn, framesOf } from './frames.js';
import { openSite } from './site.js';

const answer = textMessage('Hello from the loopback.');

describe('createGenerationHandler', () => {
  it(
    'does what its diagram draws',
    drawnInTurns('src/delivery/http/createGenerationHandler.ts', ({ cold, shows }) => {
      const handler = createGenerationHandler({
        log: memoryLog(),
        authorize: () => true,
        start: () => cold('start', vocabulary),
        publish: { batchMs: 0 },
      });
      let url = 'http://localhost/generations';
      const respond = async (init: RequestInit) => {
        const response = await handler(new Request(url, init));
        url = new URL(response.headers.get('content-location') ?? url, url).href;
        return response;
      };
      const lost = new Error('The network is lost.');
      const network = cold('network', {}, lost);
      const started = defer(() =>
        respond({ method: 'POST', headers: { 'content-type': 'application/json' } }),
      ).pipe(mergeMap(eventsIn));
      shows('response 1', merge(started, network), vocabulary, lost);
      const resumed = defer(() => respond({ headers: { 'last-event-id': '3' } })).pipe(mergeMap(eventsIn));
      shows('response 2', resumed, vocabulary);
    }),
  );
});

describe('POST', () => {
  it('starts a generation and streams it', async () => {
    const site = await openSite(answer);
    const response = await site.post();
    expect(response.status).toBe(200);
    const id = site.starts[0];
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'content-location': `/generations/${id}`,
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    const text = await response.text();
    expect(text).toMatch(/^retry: 1000\n\nid: 1\nevent: messageStart\ndata: \{"messageStart":/);
    expect(text).toMatch(/\n\nid: end\nevent: generationEnd\ndata: \{"status":"complete"\}\n\n$/);
  });

  it('gives each its own id, below where it is mounted', async () => {
    const site = await openSite(answer);
    const first = await site.ask('/api/chat/', site.posting);
    const second = await site.ask('/api/chat/?q=1', site.posting);
    expect(first.headers.get('content-location')).toBe(`/api/chat/${site.starts[0]}`);
    expect(second.headers.get('content-location')).toBe(`/api/chat/${site.starts[1]}`);
    expect(new Set(site.starts).size).toBe(2);
  });

  it('tells the request id with the messageStart', async () => {
    const site = await openSite(answer);
    const [first] = await framesOf(await site.post());
    expect(JSON.parse(first!.data)).toMatchObject({ $response: { requestId: 'loopback-1', attempts: 1 } });
  });

  it('tells how a generation failed', async () => {
    const site = await openSite([
      messageStart(),
      textDelta('so far'),
      exception('throttlingException', 'Slower.'),
    ]);
    expect(endIn(await framesOf(await site.post()))).toEqual({
      status: 'failed',
      code: 'throttled',
      message: 'Slower.',
      retryable: true,
      requestId: 'loopback-1',
      attempts: 1,
    });
  });

  it('names no account and no role', async () => {
    const message = 'User: arn:aws:iam::123456789012:role/secret is not authorized to do that';
    const site = await openSite([httpError(403, 'AccessDeniedException', message)]);
    const end = endIn(await framesOf(await site.post()));
    expect(end).toMatchObject({ code: 'rejected', message: 'User: arn:… is not authorized to do that' });
  });

  it('tells nothing of what its own code has thrown, but tells its owner', async () => {
    const broken = new Error('password: 1234');
    const site = await openSite(answer, { start: () => throwError(() => broken) });
    const text = await (await site.post()).text();
    expect(text).not.toContain('1234');
    expect(text).toContain('"code":"unknown"');
    expect(site.errors).toEqual([broken]);
  });

  it('answers with a Response that start or authorize has thrown', async () => {
    const deny = () => {
      throw new Response('No credit.', { status: 402, headers: { 'x-plan': 'free' } });
    };
    for (const options of [{ start: deny }, { authorize: deny }]) {
      const response = await (await openSite(answer, options)).post();
      expect([response.status, response.headers.get('x-plan'), await response.text()]).toEqual([
        402,
        'free',
        'No credit.',
      ]);
    }
  });

  it('knows a Response of another realm', async () => {
    // The adapter has put its own class in the place of the platform's, which is what fetch() makes.
    const start = async () => Promise.reject(await fetch('data:,No credit.'));
    const response = await (await openSite(answer, { start })).post();
    expect([response.status, await response.text()]).toEqual([200, 'No credit.']);
  });

  it.each<[string, Partial<GenerationHandlerOptions>]>([
    ['start throws', { start: () => Promise.reject(new Error('secret')) }],
    ['authorize throws', { authorize: () => Promise.reject(new Error('secret')) }],
    ['start returns something else', { start: () => 'secret' as never }],
  ])('answers 500 and nothing else when %s', async (_what, options) => {
    const site = await openSite(answer, options);
    const response = await site.post();
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ code: 'unknown', message: 'Something failed on the server.' });
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(site.errors).toHaveLength(1);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('secret');
      },
    ],
    ['rejects', () => Promise.reject(new Error('secret'))],
  ])('survives an onError that %s', async (_how, onError) => {
    const silenced = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => silenced.mockRestore());
    const broken = () => {
      throw new Error('secret');
    };
    const response = await (await openSite(answer, { start: broken, onError })).post();
    expect(response.status).toBe(500);
    await vi.waitFor(() => expect(silenced).toHaveBeenCalledOnce());
  });

  it('answers 503 when the log cannot be reached', async () => {
    const unreachable = () => Promise.reject(new GenerationError('unavailable', 'redis://secret is down'));
    const log = { ...memoryLog(), open: unreachable, status: unreachable, cancel: unreachable };
    const site = await openSite(answer, { log, authorize: () => true });
    for (const response of [
      await site.post(),
      await site.ask('/generations/some'),
      await site.ask('/generations/some', { method: 'DELETE' }),
    ]) {
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('1');
      expect(await response.text()).not.toContain('secret');
    }
    expect(site.errors).toHaveLength(3);
    expect(site.bedrock.requests).toHaveLength(0);
  });

  it('answers 500 when the log says that to ask again is pointless', async () => {
    const wrong = () => Promise.reject(new GenerationError('unavailable', 'WRONGTYPE', { retryable: false }));
    const site = await openSite(answer, { log: { ...memoryLog(), open: wrong } });
    const response = await site.post();
    expect([response.status, response.headers.get('retry-after')]).toEqual([500, null]);
    expect(site.errors).toHaveLength(1);
  });

  it('aborts the signal of start when the generation is over, however', async () => {
    const signals: AbortSignal[] = [];
    const start: GenerationHandlerOptions['start'] = (_request, { signal }) => {
      signals.push(signal);
      return signals.length === 1 ? of(...answer) : NEVER;
    };
    const site = await openSite(answer, { start, authorize: () => true });
    await (await site.post()).text();
    const second = await site.post();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    await site.ask(second.headers.get('content-location')!, { method: 'DELETE' });
    await second.text();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });
});

describe('GET', () => {
  it('reads from the start, behind Last-Event-ID, or behind ?after=', async () => {
    const site = await openSite(paced(answer, 2));
    const started = await site.post();
    const location = started.headers.get('content-location')!;
    const all = await framesOf(started);
    expect(all.map(({ id }) => id)).toEqual([...all.keys()].slice(1).map(String).concat('end'));
    const whole = await site.ask(location);
    expect(whole.status).toBe(200);
    expect(whole.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await framesOf(whole)).toEqual(all);
    for (let seen = 0; seen < all.length; seen += 1) {
      const byHeader = await site.ask(`${location}?after=0`, { headers: { 'last-event-id': String(seen) } });
      expect(await framesOf(byHeader)).toEqual(all.slice(seen));
      expect(await framesOf(await site.ask(`${location}?after=${seen}`))).toEqual(all.slice(seen));
    }
  });

  it('goes by the header where there are both: a browser that comes back repeats the address', async () => {
    const site = await openSite(answer);
    const started = await site.post();
    const location = started.headers.get('content-location')!;
    const all = await framesOf(started);
    const ask = (after: string, header: string) =>
      site.ask(`${location}?after=${after}`, { headers: { 'last-event-id': header } });
    expect(await framesOf(await ask('4', '2'))).toEqual(all.slice(2));
    expect(await framesOf(await ask('nonsense', '2'))).toEqual(all.slice(2));
    expect(await framesOf(await ask('2', ''))).toEqual(all.slice(2));
    expect((await ask('2', 'end')).status).toBe(204);
    expect((await ask('2', 'nonsense')).status).toBe(400);
  });

  it('answers 204 to whoever has seen the end', async () => {
    const site = await openSite(answer);
    const started = await site.post();
    const last = (await framesOf(started)).at(-1)!.id!;
    const location = started.headers.get('content-location')!;
    const response = await site.ask(location, { headers: { 'last-event-id': last } });
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect((await site.ask(`${location}?after=${last}`)).status).toBe(204);
  });

  it('says that it is alive, and ends without the last frame when it is old', async () => {
    const site = await openSite([messageStart(), textDelta('so far'), stall()], {
      heartbeat: 20,
      maxAge: 150,
    });
    const text = await (await site.post()).text();
    expect(text.match(/\n\n: heartbeat(?=\n\n)/g)!.length).toBeGreaterThanOrEqual(2);
    expect(text).toContain('so far');
    expect(text).not.toContain('generationEnd');
    const again = await (await site.ask(`/generations/${site.starts[0]}?after=2`)).text();
    expect(again).not.toContain('so far');
    expect(site.bedrock.requests[0]!.isOpen).toBe(true);
  });

  it('is not the end of a generation when the log cannot be read any more', async () => {
    const log = memoryLog();
    const tail = () => throwError(() => new GenerationError('unavailable', 'redis is down'));
    const site = await openSite([messageStart(), stall()], { log: { ...log, tail } });
    expect(await (await site.post()).text()).toBe('retry: 1000\n\n');
    expect(site.errors).toMatchObject([{ code: 'unavailable' }]);
  });
});

describe('DELETE', () => {
  it('stops the generation for everybody, and is done when it was done', async () => {
    const site = await openSite([messageStart(), textDelta('so far'), stall()]);
    const response = await site.post();
    const location = response.headers.get('content-location')!;
    const deleted = await site.ask(location, { method: 'DELETE' });
    expect([deleted.status, await deleted.text()]).toEqual([204, '']);
    expect(endIn(await framesOf(response))).toEqual({ status: 'stopped' });
    expect((await site.ask(location, { method: 'DELETE' })).status).toBe(204);
    expect(endIn(await framesOf(await site.ask(location)))).toEqual({ status: 'stopped' });
    expect(await site.log.status(site.starts[0]!)).toBe('stopped');
  });
});

describe('POST below a generation', () => {
  it('starts nothing, and says what may be done there', async () => {
    const site = await openSite(answer);
    const started = await site.post();
    await started.text();
    const location = started.headers.get('content-location')!;
    for (const path of [location, `${location}/`, `${location}?after=1`, `${location}/?after=1`]) {
      const response = await site.ask(path, site.posting);
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, DELETE']);
      expect(await response.json()).toMatchObject({ message: /POST starts one above it/ });
    }
    expect(site.starts).toHaveLength(1);
  });

  it.each(['0'.repeat(32), '0123456789ABCDEF'.repeat(2)])(
    'starts nothing either where there is none of that id (%s), as it could be one',
    async (id) => {
      const site = await openSite(answer);
      for (const path of [`/generations/${id}`, `/generations/${id}//`])
        expect((await site.ask(path, site.posting)).status).toBe(405);
      expect(site.starts).toHaveLength(0);
    },
  );

  it('starts one below whatever else it comes to, once, and of this host', async () => {
    const site = await openSite(answer);
    const paths = ['/chats/7f/generations', '/generations//', '//evil.example/', '/'];
    const locations = [];
    for (const path of paths) {
      const response = await site.ask(`http://127.0.0.1:${site.port}${path}`, site.posting);
      await response.text();
      locations.push(response.headers.get('content-location')!.replace(/[0-9a-f]{32}$/, 'id'));
    }
    expect(locations).toEqual(['/chats/7f/generations/id', '/generations/id', '/evil.example/id', '/id']);
  });

  it('is asked of nobody who may not start one', async () => {
    const log = memoryLog();
    const status = vi.spyOn(log, 'status');
    const site = await openSite(answer, { log, authorize: () => false });
    expect((await site.post()).status).toBe(404);
    expect(status).not.toHaveBeenCalled();
  });
});

it('knows no other method', async () => {
  const site = await openSite();
  for (const method of ['PUT', 'PATCH', 'OPTIONS', 'HEAD']) {
    const response = await site.ask('/generations/some', { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, POST, DELETE');
  }
});

describe('refuses at once', () => {
  const right = { log: memoryLog(), start: () => NEVER, authorize: () => true };
  it.each<[string, object, string, string]>([
    ['a missing log', { log: undefined }, 'a GenerationLog', 'memoryLog()'],
    ['half a log', { log: { ...memoryLog(), status: undefined } }, 'a GenerationLog', 'memoryLog()'],
    ['a missing authorize', { authorize: undefined }, 'a function', 'no default'],
    ['a missing start', { start: undefined }, 'a function', 'converse'],
    ['a heartbeat that is none', { heartbeat: '10' }, 'a number of milliseconds', '10_000'],
    ['a userOf that is none', { userOf: 'Ada' }, 'a function', 'the name of the user'],
    ['an onError that is none', { onError: 1 }, 'a function', 'what went wrong'],
    ['caps that are none', { caps: null }, 'an object', 'responses: 1_000'],
    ['a cap that is none', { caps: { responses: null } }, 'a number above 0', 'Leave it out'],
    ['a startTimeout that is none', { startTimeout: '1' }, 'a number of milliseconds from 1', '60_000'],
  ])('%s', (_what, wrong, rule, fix) => {
    expectComplaint(() => createGenerationHandler({ ...right, ...wrong }), {
      type: TypeError,
      value: 'is ',
      rule,
      fix,
    });
  });

  it('a secret that is short, without telling it', () => {
    const make = () => createGenerationHandler({ ...right, secret: 'hunter2' });
    expect(make).toThrow(TypeError);
    expect(make).not.toThrow(/hunter2/);
  });

  it('heartbeats without a pause and caps of nothing', () => {
    expect(() => createGenerationHandler({ ...right, heartbeat: 0 })).toThrow(RangeError);
    expect(() => createGenerationHandler({ ...right, maxAge: -1 })).toThrow(RangeError);
    expect(() => createGenerationHandler({ ...right, startTimeout: 0 })).toThrow(RangeError);
    expect(() => createGenerationHandler({ ...right, caps: { responses: 0 } })).toThrow(RangeError);
    expect(() => createGenerationHandler({ ...right, publish: { leaseMs: 10 } })).toThrow(
      /options\.leaseMs is 10/,
    );
  });
});
