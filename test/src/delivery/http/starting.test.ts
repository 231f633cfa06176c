import type { GenerationHandlerOptions } from 'rx-bedrock/delivery';
import { textMessage } from 'rx-bedrock/testing';
import { NEVER, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { openSite } from './site.js';

const answer = textMessage('Hello from the loopback.');

describe('a start that never settles', () => {
  /** Hangs the first time. */
  function hangingOnce() {
    const signals: AbortSignal[] = [];
    const start: GenerationHandlerOptions['start'] = (_request, { signal }) => {
      signals.push(signal);
      return signals.length === 1 ? new Promise(() => undefined) : of(...answer);
    };
    return { signals, options: { start, authorize: () => true, startTimeout: 60, caps: { generations: 1 } } };
  }

  it('is given up after a while: 503, its signal aborted, its place free, its owner told', async () => {
    const { signals, options } = hangingOnce();
    const site = await openSite(answer, options);
    const first = await site.post();
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '1']);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    const message = /options\.start has not settled within 60 ms\. .*context\.signal/;
    expect(site.errors).toMatchObject([{ code: 'unavailable', message }]);
    const second = await site.post();
    expect(second.status).toBe(200);
    await second.text();
  });

  it('keeps nobody waiting who brings the same key', async () => {
    const { options } = hangingOnce();
    const site = await openSite(answer, options);
    const post = () => site.post({ headers: { 'idempotency-key': 'k' } });
    const responses = await Promise.all([post(), post(), post()]);
    expect(responses.map(({ status }) => status)).toEqual([503, 200, 200]);
    await Promise.all(responses.map((response) => response.text()));
  });

  it('is nothing to a start that settles in time, however long the generation then is silent', async () => {
    const start = async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return NEVER;
    };
    const site = await openSite(answer, { start, authorize: () => true, startTimeout: 60, maxAge: 150 });
    expect(await (await site.post()).text()).toBe('retry: 1000\n\n');
    expect(site.errors).toEqual([]);
  });
});

describe('who is asked before start, and never settles', () => {
  const never = () => new Promise<never>(() => undefined);
  const key = { headers: { 'idempotency-key': 'k' } };

  it.each<[string, Partial<GenerationHandlerOptions>, string, RequestInit]>([
    ['authorize', { authorize: never }, 'POST', {}],
    ['authorize', { authorize: never }, 'GET', {}],
    ['authorize', { authorize: never }, 'DELETE', {}],
    ['userOf', { userOf: never }, 'POST', key],
  ])('%s: 503, and its owner told (%#)', async (who, options, method, init) => {
    const site = await openSite(answer, { ...options, startTimeout: 60 });
    const response =
      method === 'POST' ? await site.post(init) : await site.ask('/generations/some', { method });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    const message = new RegExp(`options\\.${who} has not settled within 60 ms\\. .*options\\.startTimeout`);
    expect(site.errors).toMatchObject([{ code: 'unavailable', message }]);
    expect(site.starts).toHaveLength(0);
  });
});

describe('a body that is read before start', () => {
  const reads = async (request: Request) => (await request.text()) !== '';
  const key = { headers: { 'idempotency-key': 'k' } };

  it.each<[string, Partial<GenerationHandlerOptions>, RequestInit]>([
    ['authorize', { authorize: reads }, {}],
    ['authorize, with a key', { authorize: reads }, key],
    ['userOf', { userOf: async (request) => String(await reads(request)) }, key],
  ])('by %s: 500, and its owner learns what to do', async (_who, options, init) => {
    const site = await openSite(answer, options);
    expect((await site.post(init)).status).toBe(500);
    expect(site.errors).toMatchObject([{ name: 'TypeError', message: /read request\.clone\(\)/ }]);
    expect(site.starts).toHaveLength(0);
  });

  it('as a clone harms nothing', async () => {
    const clone = async (request: Request, id?: string) => id !== undefined || reads(request.clone());
    const userOf = async (request: Request) => request.clone().text();
    const site = await openSite(answer, { authorize: clone, userOf });
    for (const init of [{}, key]) expect((await site.post(init)).status).toBe(200);
  });
});
