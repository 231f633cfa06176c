import { type ConverseEvent, fallback, firstToStart, fromConverseStream, toOutcome } from 'rx-bedrock';
import { multicastReplay } from 'rx-bedrock/operators';
import { messageStart, stall, textMessage } from 'rx-bedrock/testing';
import { httpError, type LoopbackScript } from 'rx-bedrock/testing/loopback';
import { describe, expect, it } from 'vitest';
import { responsesOf } from '../attempts.js';
import { Listener } from './listener.js';
import { closesPromptly } from './promptly.js';
import { input, protocols, serve } from './serve.js';

describe.each(protocols)('two regions over %s', (protocol) => {
  const regions = async (...scripts: [LoopbackScript, LoopbackScript]) => {
    const [east, west] = await Promise.all(scripts.map((script) => serve(protocol, script)));
    const sources = [east!, west!].map(({ client }) => fromConverseStream(client, input));
    return { east: east!, west: west!, sources };
  };

  it('fallback: access denied in one is served by the other', async () => {
    const denied = httpError(403, 'AccessDeniedException');
    const { east, west, sources } = await regions([denied], textMessage('From the west.'));
    const listener = new Listener(fallback(sources));
    expect(await listener.end).toBe('complete');
    expect(listener.text).toBe('From the west.');
    expect(responsesOf(listener.events)).toEqual([{ requestId: 'loopback-1', attempts: 2, source: '1' }]);
    expect([east.bedrock.requests.length, west.bedrock.requests.length]).toEqual([1, 1]);
  });

  it('fallback: nothing goes to the other as long as the first one serves', async () => {
    const { west, sources } = await regions(textMessage('From the east.'), textMessage('From the west.'));
    const { response } = await toOutcome(fallback(sources).pipe(multicastReplay()));
    expect(response).toEqual({ requestId: 'loopback-1', attempts: 1, source: '0' });
    expect(await west.requestCount()).toBe(0);
  });

  it('firstToStart: the one that is silent loses, and is closed within 50 ms', async () => {
    const { east, west, sources } = await regions([messageStart(), stall()], textMessage('From the west.'));
    let firstAt = Number.NaN;
    const events: ConverseEvent[] = [];
    await new Promise<void>((resolve, reject) => {
      firstToStart(sources, { delay: 30 }).subscribe({
        next: (event) => {
          if (events.length === 0) firstAt = performance.now();
          events.push(event);
        },
        error: reject,
        complete: resolve,
      });
    });
    const { by, at } = await (await east.asked()).closed;
    expect(by).toBe('client');
    expect(at - firstAt).toBeLessThan(50);
    expect(responsesOf(events)).toEqual([{ requestId: 'loopback-1', attempts: 2, source: '1' }]);
    expect(await (await west.asked()).closed).toMatchObject({ by: 'server' });
  });

  it('firstToStart: who leaves closes both', async () => {
    const { east, west, sources } = await regions([messageStart(), stall()], [messageStart(), stall()]);
    const listener = new Listener(firstToStart(sources, { delay: 1 }).pipe(multicastReplay()));
    const [first, second] = await Promise.all([east.asked(), west.asked()]);
    await closesPromptly(first, () => listener.leave());
    expect(await second.closed).toMatchObject({ by: 'client' });
  });
});
