import { converse, fromConverseStream } from 'rx-bedrock';
import { accumulateMessage } from 'rx-bedrock/operators';
import { metadata, stall, textMessage } from 'rx-bedrock/testing';
import { reset } from 'rx-bedrock/testing/loopback';
import { firstValueFrom, lastValueFrom, ReplaySubject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Listener } from './listener.js';
import { input, routes, serve } from './serve.js';

describe.each(routes)('a stream after messageStop, over $protocol ($decode)', ({ protocol, decode }) => {
  const answer = textMessage('All said.');
  const withoutMetadata = answer.slice(0, -1);

  it('completes without usage when there is no metadata', async () => {
    const { client } = await serve(protocol, withoutMetadata);
    const last = await lastValueFrom(fromConverseStream(client, input, { decode }).pipe(accumulateMessage()));
    expect(last).toEqual({
      status: 'complete',
      stopReason: 'end_turn',
      message: { role: 'assistant', content: [{ text: 'All said.' }] },
      response: { requestId: 'loopback-1', attempts: 1 },
    });
  });

  it('waits for the metadata', async () => {
    const heard = new ReplaySubject<void>(1);
    const { client } = await serve(protocol, async function* () {
      yield* withoutMetadata;
      await firstValueFrom(heard);
      yield metadata();
    });
    const listener = new Listener(fromConverseStream(client, input, { decode }));
    await listener.hears('All said.');
    heard.next();
    expect(await listener.end).toBe('complete');
    expect(listener.events).toEqual([...withoutMetadata, metadata()]);
  });

  it('completes after the metadata although the server keeps the line open, and closes it', async () => {
    const { client, asked } = await serve(protocol, [...answer, stall()]);
    const listener = new Listener(fromConverseStream(client, input, { decode }));
    expect(await listener.end).toBe('complete');
    expect(listener.events).toEqual(answer);
    expect(await (await asked()).closed).toMatchObject({ by: 'client' });
  });

  it('is whole when all has arrived, whatever the network does then', async () => {
    const heard = new ReplaySubject<void>(1);
    const { client } = await serve(protocol, async function* () {
      yield* answer;
      await firstValueFrom(heard);
      yield reset();
    });
    const listener = new Listener(fromConverseStream(client, input, { decode }));
    await listener.hearsOf('metadata');
    heard.next();
    expect(await listener.end).toBe('complete');
    expect(listener.events).toEqual(answer);
  });

  it('is whole for who aborts it then', async () => {
    const { client, asked } = await serve(protocol, [...withoutMetadata, stall()]);
    const controller = new AbortController();
    const listener = new Listener(fromConverseStream(client, input, { decode, signal: controller.signal }));
    await listener.hearsOf('messageStop');
    controller.abort();
    expect(await listener.end).toBe('complete');
    expect(await (await asked()).closed).toMatchObject({ by: 'client' });
  });

  it('is whole for who comes when the last one has left', async () => {
    const { client, bedrock } = await serve(protocol, [...withoutMetadata, stall()]);
    const generation = converse(client, input, { decode });
    const early = new Listener(generation);
    await early.hearsOf('messageStop');
    early.leave();
    const late = new Listener(generation);
    expect(await late.end).toBe('complete');
    expect(late.text).toBe('All said.');
    expect(bedrock.requests).toHaveLength(1);
  });

  if (protocol === 'http/1.1') {
    it('leaves the connection to the next request when it came to its end', async () => {
      const { client, bedrock } = await serve(protocol, answer);
      for (let asked = 0; asked < 3; asked++) {
        expect(await new Listener(fromConverseStream(client, input, { decode })).end).toBe('complete');
      }
      expect(bedrock.connectionCount).toBe(1);
    });
  }

  it('fails when the network does, with the whole message', async () => {
    const heard = new ReplaySubject<void>(1);
    const { client } = await serve(protocol, async function* () {
      yield* withoutMetadata;
      await firstValueFrom(heard);
      yield reset();
    });
    const listener = new Listener(fromConverseStream(client, input, { decode }));
    await listener.hearsOf('messageStop');
    heard.next();
    expect(await listener.fails()).toMatchObject({
      code: 'network',
      retryable: false,
      partial: { message: { content: [{ text: 'All said.' }] } },
    });
  });
});
