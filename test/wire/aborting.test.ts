import { fromConverseStream } from 'rx-bedrock';
import { messageStart, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import { bytes, encodeEvent, headers } from 'rx-bedrock/testing/loopback';
import { tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Listener } from './listener.js';
import { closesPromptly } from './promptly.js';
import { input, routes, serve } from './serve.js';

const reason = new Error('changed my mind');

describe.each(routes)("the user's signal, over $protocol ($decode)", ({ protocol, decode }) => {
  it('sends nothing when it has aborted before', async () => {
    const { client, requestCount } = await serve(protocol, [stall()]);
    const listener = new Listener(
      fromConverseStream(client, input, { decode, signal: AbortSignal.abort(reason) }),
    );
    expect(await listener.fails()).toMatchObject({ code: 'aborted', cause: reason, retryable: false });
    expect(await requestCount()).toBe(0);
  });

  it('sends nothing when it aborts in the task of the subscription', async () => {
    const { client, requestCount } = await serve(protocol, [stall()]);
    const controller = new AbortController();
    const listener = new Listener(fromConverseStream(client, input, { decode, signal: controller.signal }));
    controller.abort(reason);
    expect(await listener.fails()).toMatchObject({ code: 'aborted', cause: reason });
    expect(await requestCount()).toBe(0);
  });

  it('aborts before the headers', async () => {
    const { client, asked } = await serve(protocol, [stall()]);
    const controller = new AbortController();
    const listener = new Listener(fromConverseStream(client, input, { decode, signal: controller.signal }));
    await closesPromptly(await asked(), () => controller.abort(reason));
    expect(await listener.fails()).toMatchObject({ code: 'aborted', cause: reason });
  });

  it('aborts after the headers', async () => {
    const { client, asked, answered } = await serve(protocol, [headers(), stall()]);
    const controller = new AbortController();
    const listener = new Listener(fromConverseStream(client, input, { decode, signal: controller.signal }));
    await answered();
    await closesPromptly(await asked(), () => controller.abort(reason));
    expect(await listener.fails()).toMatchObject({ code: 'aborted', cause: reason });
    expect(listener.events).toEqual([]);
  });

  it('aborts mid-stream, and keeps what had arrived', async () => {
    const { client, asked } = await serve(protocol, [messageStart(), textDelta('so far'), stall()]);
    const controller = new AbortController();
    const listener = new Listener(fromConverseStream(client, input, { decode, signal: controller.signal }));
    await listener.hears('so far');
    await closesPromptly(await asked(), () => controller.abort(reason));
    expect(await listener.fails()).toMatchObject({
      code: 'aborted',
      cause: reason,
      partial: { status: 'aborted', message: { content: [{ text: 'so far' }] } },
      response: { requestId: 'loopback-1', attempts: 1 },
    });
  });

  it('drops what was in the buffer already', async () => {
    const answer = textMessage('one two three four five six seven eight nine ten');
    const { client, asked } = await serve(protocol, [bytes(Buffer.concat(answer.map(encodeEvent))), stall()]);
    const controller = new AbortController();
    const generation = fromConverseStream(client, input, { decode, signal: controller.signal }).pipe(
      tap((event) => {
        if (event.contentBlockDelta?.delta?.text === ' two') controller.abort(reason);
      }),
    );
    const listener = new Listener(generation);
    const error = await listener.fails();
    // All of it came in one chunk, so whatever could still arrive has arrived when the socket is closed.
    await (await asked()).closed;
    expect(error).toMatchObject({ code: 'aborted', cause: reason });
    expect(listener.text).toBe('one');
    expect(error.partial.message.content).toEqual([{ text: 'one two' }]);
  });

  it('keeps a reason that is not an Error', async () => {
    const { client, asked } = await serve(protocol, [stall()]);
    const controller = new AbortController();
    const listener = new Listener(fromConverseStream(client, input, { decode, signal: controller.signal }));
    await asked();
    controller.abort('enough');
    const error = await listener.fails();
    expect(error).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(error.message).toContain('enough');
  });

  it('works with AbortSignal.timeout()', async () => {
    const { client } = await serve(protocol, [messageStart(), stall()]);
    const signal = AbortSignal.timeout(30);
    const listener = new Listener(fromConverseStream(client, input, { decode, signal }));
    const error = await listener.fails();
    expect(error.code).toBe('aborted');
    expect(error.cause).toBe(signal.reason);
  });

  it('changes nothing once the generation is complete', async () => {
    const { client } = await serve(protocol, textMessage('All said.'));
    const controller = new AbortController();
    const listener = new Listener(fromConverseStream(client, input, { decode, signal: controller.signal }));
    expect(await listener.end).toBe('complete');
    controller.abort(reason);
    expect(listener.events).toEqual(textMessage('All said.'));
  });
});
