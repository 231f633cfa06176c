import { GenerationError } from 'rx-bedrock';
import { type GenerationLog, memoryLog, type Producer } from 'rx-bedrock/delivery';
import { messageStart, paced, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import { describe, expect, it, vi } from 'vitest';
import { endIn, framesOf } from './frames.js';
import { openSite } from './site.js';
import { logWith } from '../logWith.js';

const answer = textMessage('Many hands make light work.');
const text = 'postgres://user:pw@db: connection refused';

describe('a log that fails while a generation is being made', () => {
  it.each([
    ['an error of its own', new Error(text), 'unknown'],
    ['unavailable', new GenerationError('unavailable', text, { retryable: true }), 'unavailable'],
  ])('with %s: onError is told why, and clients the code', async (_what, failure, code) => {
    let turn = 0;
    const log = logWith((producer) => ({
      append: (events) => (turn++ < 2 ? producer.append(events) : Promise.reject(failure)),
    }));
    const site = await openSite(paced(answer, 5), { log });
    const response = await site.post();
    const frames = await framesOf(response);
    expect(endIn(frames)).toMatchObject({ status: 'failed', code });
    expect(JSON.stringify(frames)).not.toContain('postgres');
    expect(site.errors).toEqual([failure]);
  });

  it('because it cannot be closed: onError is told why', async () => {
    const failure = new Error(text);
    const log = logWith(() => ({ close: () => Promise.reject(failure) }));
    const site = await openSite(answer, { log });
    void site.post();
    await vi.waitFor(() => expect(site.errors).toEqual([failure]));
  });

  it('because it hears nothing for a lease: onError is told why', async () => {
    const log = logWith(() => ({
      lost: new AbortController().signal,
      renew: () => Promise.reject(new Error(text)),
    }));
    const site = await openSite([messageStart(), stall()], { log, publish: { leaseMs: 150 } });
    await (await site.post()).text();
    await vi.waitFor(() => expect(site.errors).toMatchObject([{ code: 'unavailable' }]));
  });

  it('because what it held is gone: onError is told why', async () => {
    const lost = new AbortController();
    const site = await openSite([messageStart(), stall()], { log: logWith(() => ({ lost: lost.signal })) });
    await site.post();
    const error = { code: 'logExpired', message: 'It was evicted.', retryable: false };
    lost.abort({ status: 'failed', error });
    await vi.waitFor(() => expect(site.errors).toMatchObject([{ code: 'logExpired' }]));
  });
});

it('of a generation that is cancelled onError is told nothing', async () => {
  const site = await openSite([
    messageStart(),
    ...Array.from({ length: 20 }, () => textDelta('a ')),
    stall(),
  ]);
  const response = await site.post();
  await site.ask(response.headers.get('content-location')!, { method: 'DELETE' });
  expect(endIn(await framesOf(response))).toEqual({ status: 'stopped' });
  expect(site.errors).toEqual([]);
});

describe('a log that opens what is no producer', () => {
  it.each<[string, (producer: Producer) => unknown]>([
    ['nothing', () => undefined],
    ['an object', () => ({})],
    ['a producer that cannot be lost', (producer) => ({ ...producer, lost: undefined })],
    ['a producer that cannot write', (producer) => ({ ...producer, append: undefined })],
  ])('as it is %s: 500, onError is told, and no place is taken', async (_what, opened) => {
    const real = memoryLog();
    const open: GenerationLog['open'] = async (id, options) =>
      opened((await real.open(id, options))!) as Producer;
    const site = await openSite(answer, { log: { ...real, open }, caps: { generations: 1 } });
    for (let time = 1; time <= 2; time++) {
      expect((await site.post()).status).toBe(500);
      expect(site.errors).toHaveLength(time);
    }
    expect(site.errors).toMatchObject([
      { message: /^What log\.open\(\) resolved with is / },
      { name: 'TypeError' },
    ]);
    expect(site.bedrock.requests).toHaveLength(0);
  });
});

it.each(['status', 'open', 'noteOf', 'cancel'] as const)(
  'a log whose %s throws at the call: 500, onError is told, and no place is taken',
  async (method) => {
    const throwing = () => {
      throw new Error(text);
    };
    const log = { ...memoryLog(), [method]: throwing };
    const site = await openSite(answer, { log, authorize: () => true, caps: { generations: 1 } });
    const keyed = { headers: { 'idempotency-key': 'k' } };
    const ask = () =>
      method === 'cancel' ? site.ask('/generations/some', { method: 'DELETE' }) : site.post(keyed);
    // A first one with a key has no note to compare.
    if (method === 'noteOf') await (await ask()).text();
    for (let time = 1; time <= 2; time++) {
      const response = await ask();
      expect(response.status).toBe(500);
      expect(await response.text()).not.toContain('postgres');
      expect(site.errors).toHaveLength(time);
    }
  },
);

describe('a log whose tail is none', () => {
  const none = () => undefined as never;
  const throwing = () => {
    throw new Error(text);
  };

  it.each([
    ['returns nothing', none, /^What log\.tail\(\) returned is undefined/],
    ['throws', throwing, /^postgres/],
  ])('as it %s: 500, and onError is told', async (_what, tail, message) => {
    const site = await openSite(answer, { log: { ...memoryLog(), tail } });
    const response = await site.post();
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('postgres');
    expect(site.errors).toMatchObject([{ message }]);
  });

  it('as it throws later: the last frame says that something failed, onError is told, and no place is taken', async () => {
    const log = memoryLog();
    let turn = 0;
    const tail: GenerationLog['tail'] = (id, options) =>
      turn++ % 2 === 0 ? log.tail(id, options) : throwing();
    const site = await openSite(answer, { log: { ...log, tail }, caps: { responses: 1 } });
    for (let time = 1; time <= 2; time++) {
      expect(endIn(await framesOf(await site.post()))).toMatchObject({ status: 'failed', code: 'unknown' });
      expect(site.errors).toHaveLength(time);
    }
  });
});
