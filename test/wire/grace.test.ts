import { converse } from 'rx-bedrock';
import { messageStart, stall, textDelta, textMessage, wait } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { Listener } from './listener.js';
import { input, protocols, serve } from './serve.js';

describe.each(protocols)('grace, over %s', (protocol) => {
  const grace = 60;

  it('passes before the stream is closed', async () => {
    const { client, asked } = await serve(protocol, [messageStart(), textDelta('so far'), stall()]);
    const listener = new Listener(converse(client, input, { grace }));
    await listener.hears('so far');
    const left = performance.now();
    listener.leave();
    const { by, at } = await (await asked()).closed;
    expect(by).toBe('client');
    // Timers may be a millisecond early.
    expect(at - left).toBeGreaterThanOrEqual(grace - 1);
    expect(at - left).toBeLessThan(grace + 50);
  });

  it('lets who comes back in time go on as if nobody had left', async () => {
    // The rest comes long after the grace, which must not be counting any more.
    const rest = [wait(2 * grace), ...textMessage(', so good').slice(1)];
    const { client, requestCount } = await serve(protocol, [messageStart(), textDelta('so far'), ...rest]);
    const generation = converse(client, input, { grace });
    const first = new Listener(generation);
    await first.hears('so far');
    first.leave();
    const second = new Listener(generation);
    expect(await second.end).toBe('complete');
    expect(second.text).toBe('so far, so good');
    expect(await requestCount()).toBe(1);
  });

  it('of Infinity lets the generation run to its end without anybody', async () => {
    const { client, asked, requestCount } = await serve(protocol, textMessage('For the record.'));
    const generation = converse(client, input, { grace: Number.POSITIVE_INFINITY });
    const first = new Listener(generation);
    const request = await asked();
    first.leave();
    expect(await request.closed).toMatchObject({ by: 'server' });
    const second = new Listener(generation);
    expect(await second.end).toBe('complete');
    expect(second.text).toBe('For the record.');
    expect(await requestCount()).toBe(1);
  });
});
