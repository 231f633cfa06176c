import { connect } from 'node:net';
import { once } from 'node:events';
import { memoryLog } from 'rx-bedrock/delivery';
import { messageStart, paced, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import { firstValueFrom, NEVER, ReplaySubject } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { endIn, framesOf } from './frames.js';
import { openSite } from './site.js';

const endless = [messageStart(), textDelta('so far'), stall()];
const notFound = { code: 'rejected', message: 'There is no such generation.' };

describe('Last-Event-ID', () => {
  const forged = [
    '-1',
    '+1',
    '1.5',
    '1e3',
    '0x10',
    '01',
    '1 2',
    '1,2',
    'NaN',
    'Infinity',
    'END',
    'end ;',
    '9'.repeat(16),
    '9'.repeat(4_000),
  ];

  it.each(forged)('that is %s is answered with 400', async (id) => {
    const site = await openSite(textMessage('Hello.'));
    const location = (await site.post()).headers.get('content-location')!;
    const byHeader = await site.ask(location, { headers: { 'last-event-id': id } });
    const byAddress = await site.ask(`${location}?after=${encodeURIComponent(id)}`);
    const rest = 'is not the id of an event that was sent from here.';
    for (const [response, asked] of [
      [byHeader, 'Last-Event-ID'],
      [byAddress, '?after='],
    ] as const) {
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ code: 'rejected', message: `${asked} ${rest}` });
    }
  });

  it.each(['6', '999999999999999'])('of an event that there is none of (%s) is a gap', async (id) => {
    const site = await openSite(textMessage('Hello.'));
    const started = await site.post();
    await started.text();
    const response = await site.ask(started.headers.get('content-location')!, {
      headers: { 'last-event-id': id },
    });
    const frames = await framesOf(response);
    expect(frames).toHaveLength(1);
    expect(endIn(frames)).toMatchObject({ status: 'failed', code: 'logGap', retryable: false });
  });

  it('of an end that has not come is answered with 400', async () => {
    const site = await openSite(endless);
    const location = (await site.post()).headers.get('content-location')!;
    const byHeader = await site.ask(location, { headers: { 'last-event-id': 'end' } });
    const byAddress = await site.ask(`${location}?after=end`);
    expect([byHeader.status, byAddress.status]).toEqual([400, 400]);
    expect(await byHeader.json()).toMatchObject({ message: /^Last-Event-ID is the end/ });
    expect(await byAddress.json()).toMatchObject({ message: /^\?after= is the end/ });
  });
});

describe('an id', () => {
  const odd = [
    '%0d%0aset-cookie:a=b',
    'a%0ab',
    'a%00',
    '%',
    '%ff',
    '',
    'a'.repeat(129),
    'a'.repeat(10_000),
    '..%2fetc',
    'a%20b',
    '*',
    '{a}',
    'ä',
    '__proto__%0a',
  ];

  it.each(odd)('that is none (%s) is 404, and nobody is asked about it', async (id) => {
    const log = memoryLog();
    const authorize = vi.fn(() => true);
    const status = vi.spyOn(log, 'status');
    const site = await openSite(endless, { log, authorize });
    for (const method of ['GET', 'DELETE']) {
      const response = await site.ask(`/generations/${id}`, { method });
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual(notFound);
    }
    expect(authorize).not.toHaveBeenCalled();
    expect(status).not.toHaveBeenCalled();
  });

  it("of somebody else looks like one that isn't there", async () => {
    const site = await openSite(endless);
    const location = (await site.post()).headers.get('content-location')!;
    for (const method of ['GET', 'DELETE']) {
      const theirs = await site.ask(location, { method }, 'Mallory');
      const missing = await site.ask('/generations/missing', { method });
      expect([theirs.status, missing.status]).toEqual([404, 404]);
      expect(await theirs.json()).toEqual(notFound);
      expect(await missing.json()).toEqual(notFound);
    }
    expect(await site.log.status(site.starts[0]!)).toBe('streaming');
  });

  it('lets nobody in where authorize says something other than true', async () => {
    for (const answer of [undefined, null, 1, 'yes', {}, Promise.resolve(undefined)]) {
      const site = await openSite(endless, { authorize: () => answer as never });
      expect((await site.post()).status).toBe(404);
      expect((await site.ask('/generations/some')).status).toBe(404);
      expect(site.starts).toHaveLength(0);
    }
  });
});

describe('a body', () => {
  const caps = { bodyBytes: 1_000 };

  it('may be as long as it may be, and no longer', async () => {
    const site = await openSite(textMessage('Hello.'), { caps });
    const bodyOf = (length: number) => JSON.stringify({ prompt: 'a'.repeat(length - 13) });
    const right = await site.post({ body: bodyOf(1_000) });
    expect(right.status).toBe(200);
    await right.text();
    const wrong = await site.post({ body: bodyOf(1_001) });
    expect(wrong.status).toBe(413);
    expect(site.starts).toHaveLength(1);
  });

  it('may not be longer either where its length is not declared', async () => {
    const site = await openSite(textMessage('Hello.'), { caps });
    const streamed = (text: string) =>
      site.post({ body: new Blob([text]).stream(), duplex: 'half' } as RequestInit);
    const right = await streamed('{"prompt":"Hi"}');
    expect(right.status).toBe(200);
    await right.text();
    expect(site.bedrock.requests[0]!.input.messages).toMatchObject([{ content: [{ text: 'Hi' }] }]);
    expect((await streamed(' '.repeat(1_001))).status).toBe(413);
    expect(site.starts).toHaveLength(1);
  });
});

describe('too many', () => {
  it('generations at once are answered with 503, until one is over', async () => {
    const site = await openSite(endless, { caps: { generations: 2 } });
    const locations = [];
    for (const _ of [1, 2]) locations.push((await site.post()).headers.get('content-location')!);
    const refused = await site.post();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ code: 'unavailable' });
    expect(site.starts).toHaveLength(2);
    await site.ask(locations[0]!, { method: 'DELETE' });
    expect((await site.post()).status).toBe(200);
  });

  it('generations that never came to be take no place', async () => {
    const start = () => {
      throw new Response(null, { status: 402 });
    };
    const site = await openSite(endless, { start, caps: { generations: 1 } });
    expect((await site.post()).status).toBe(402);
    expect((await site.post()).status).toBe(402);
  });

  it.each([
    ['of one generation', { responsesPerGeneration: 2 }, 429],
    ['in all', { responses: 2 }, 503],
  ])('readers %s are refused, until one has left', async (_where, caps, status) => {
    const site = await openSite(endless, { caps });
    const location = (await site.post()).headers.get('content-location')!;
    const leaver = new AbortController();
    await site.ask(location, { signal: leaver.signal });
    const refused = await site.ask(location);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([status, '1']);
    // Nothing is started for somebody who could not read it.
    expect((await site.post()).status).toBe('responses' in caps ? 503 : 200);
    expect(site.starts).toHaveLength('responses' in caps ? 1 : 2);
    leaver.abort();
    await vi.waitFor(async () => {
      const response = await site.ask(location);
      expect(response.status).toBe(200);
    });
  });

  it('who leaves while a generation is being started takes no place', async () => {
    const asked = new ReplaySubject<void>(1);
    const begin = new ReplaySubject<void>(1);
    const start = async () => {
      asked.next();
      await firstValueFrom(begin);
      return NEVER;
    };
    const site = await openSite(endless, { start, authorize: () => true, caps: { responses: 1 } });
    const leaver = new AbortController();
    const left = site.post({ signal: leaver.signal }).catch(() => 'left');
    await firstValueFrom(asked);
    leaver.abort();
    expect(await left).toBe('left');
    begin.next();
    await vi.waitFor(async () => {
      expect((await site.post()).status).toBe(200);
    });
  });
});

it('a client that sends garbage, or half a request, harms nobody', async () => {
  const site = await openSite(paced(textMessage('Hello.'), 5));
  const socket = connect(site.port, '127.0.0.1');
  socket.write(
    'POST /generations HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
  );
  await once(socket, 'connect');
  socket.destroy();
  const other = connect(site.port, '127.0.0.1');
  other.on('error', () => {});
  other.end('\r\n\0\0GET nonsense\r\n\r\n');
  expect(endIn(await framesOf(await site.post()))).toEqual({ status: 'complete' });
});
