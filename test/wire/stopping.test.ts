import { converse, type Outcome } from 'rx-bedrock';
import { settleOutcome } from 'rx-bedrock/operators';
import { messageStart, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import { firstValueFrom, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Listener } from './listener.js';
import { closesPromptly } from './promptly.js';
import { input, protocols, serve } from './serve.js';

describe.each(protocols)('stop, over %s', (protocol) => {
  const script = [messageStart(), textDelta('so far'), stall()];

  it('completes everybody with what had arrived, and closes the stream', async () => {
    const { client, asked, requestCount } = await serve(protocol, script);
    const stop = new Subject<void>();
    const generation = converse(client, input, { stop });
    const listeners = [new Listener(generation), new Listener(generation)];
    const outcome = firstValueFrom(generation.pipe(settleOutcome()));
    await Promise.all(listeners.map((listener) => listener.hears('so far')));
    await closesPromptly(await asked(), () => stop.next());

    for (const listener of listeners) expect(await listener.end).toBe('complete');
    expect(await outcome).toEqual(stopped);
    // Who comes after it gets the same.
    expect(await firstValueFrom(generation.pipe(settleOutcome()))).toEqual(stopped);
    expect(stop.observed).toBe(false);
    expect(await requestCount()).toBe(1);
  });

  const stopped: Outcome = {
    status: 'stopped',
    message: { role: 'assistant', content: [{ text: 'so far' }] },
    response: { requestId: 'loopback-1', attempts: 1 },
  };

  it('works before anything has arrived', async () => {
    const { client, asked } = await serve(protocol, [stall()]);
    const stop = new Subject<void>();
    const outcome = firstValueFrom(converse(client, input, { stop }).pipe(settleOutcome()));
    await closesPromptly(await asked(), () => stop.next());
    expect(await outcome).toMatchObject({ status: 'stopped', message: { content: [] } });
  });

  it('sends nothing when it was pressed before', async () => {
    const { client, requestCount } = await serve(protocol, script);
    const listener = new Listener(converse(client, input, { stop: [true] }));
    expect(await listener.end).toBe('complete');
    expect(await requestCount()).toBe(0);
  });

  it('changes nothing when it completes without a value, or comes after the end', async () => {
    const { client } = await serve(protocol, textMessage('All said.'));
    const stop = new Subject<void>();
    const whole = converse(client, input, { stop });
    const outcome = firstValueFrom(whole.pipe(settleOutcome()));
    const other = firstValueFrom(converse(client, input, { stop: [] }).pipe(settleOutcome()));
    expect(await outcome).toMatchObject({ status: 'complete' });
    expect(await other).toMatchObject({ status: 'complete' });
    expect(stop.observed).toBe(false);
    stop.next();
    expect(await firstValueFrom(whole.pipe(settleOutcome()))).toMatchObject({ status: 'complete' });
  });

  it('is listened to only while the generation runs', async () => {
    const { client, asked } = await serve(protocol, script);
    const stop = new Subject<void>();
    const generation = converse(client, input, { stop });
    expect(stop.observed).toBe(false);
    const listener = new Listener(generation);
    await listener.hears('so far');
    expect(stop.observed).toBe(true);
    listener.leave();
    expect(stop.observed).toBe(false);
    await (await asked()).closed;
  });
});
