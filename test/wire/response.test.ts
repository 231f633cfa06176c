import { converse, fromConverseStream, type ResponseInfo } from 'rx-bedrock';
import { accumulateMessage, settleOutcome, trackState } from 'rx-bedrock/operators';
import { messageStart, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Listener } from './listener.js';
import { input, routes, serve } from './serve.js';

const response: ResponseInfo = { requestId: 'loopback-1', attempts: 1 };

describe.each(routes)('the response over $protocol ($decode)', ({ protocol, decode }) => {
  it('is told once, before the first event', async () => {
    const { client } = await serve(protocol, textMessage('Hello to you.'));
    const order: unknown[] = [];
    const onResponse = (info: ResponseInfo) => order.push(info);
    const generation = converse(client, input, { decode, onResponse });
    generation.subscribe(({ messageStart }) => messageStart && order.push('first event'));
    await lastValueFrom(generation);
    expect(order).toEqual([response, 'first event']);
  });

  it('that cannot be told, because the callback throws, fails the generation and closes the stream', async () => {
    const thrown = new Error('from the callback');
    const { client, asked } = await serve(protocol, [messageStart(), stall()]);
    const onResponse = () => {
      throw thrown;
    };
    const listener = new Listener(fromConverseStream(client, input, { decode, onResponse }));
    const error = await listener.fails();
    expect(error).toMatchObject({ code: 'unknown', cause: thrown, response });
    expect(listener.events).toEqual([]);
    expect(await (await asked()).closed).toMatchObject({ by: 'client' });
  });

  it('is in every snapshot, also of who comes late', async () => {
    const { client } = await serve(protocol, textMessage('Hello to you.'));
    const generation = converse(client, input, { decode });
    const snapshots = await lastValueFrom(generation.pipe(accumulateMessage(), toArray()));
    expect(snapshots.map((snapshot) => snapshot.response)).toEqual(snapshots.map(() => response));
    expect((await lastValueFrom(generation.pipe(accumulateMessage()))).response).toEqual(response);
    expect((await lastValueFrom(generation.pipe(trackState()))).response).toEqual(response);
    expect((await firstValueFrom(generation.pipe(settleOutcome()))).response).toEqual(response);
  });

  it('is in the outcome of a generation that fails', async () => {
    const { client } = await serve(protocol, [messageStart(), textDelta('so far')]);
    const outcome = await firstValueFrom(converse(client, input, { decode }).pipe(settleOutcome()));
    expect(outcome.response).toEqual(response);
    expect(outcome.error?.response).toEqual(response);
  });

  it('is that of each subscription where the source is cold', async () => {
    const { client } = await serve(protocol, textMessage('Hello to you.'));
    const told: ResponseInfo[] = [];
    const source = fromConverseStream(client, input, { decode, onResponse: (info) => told.push(info) });
    const ids = [];
    for (const each of [source, source]) {
      ids.push((await lastValueFrom(each.pipe(accumulateMessage()))).response?.requestId);
    }
    expect(ids).toEqual(['loopback-1', 'loopback-2']);
    expect(told.map(({ requestId }) => requestId)).toEqual(ids);
  });
});
