import { fromConverseStream, type GenerationError } from 'rx-bedrock';
import { messageStart, metadata, stall, textDelta } from 'rx-bedrock/testing';
import { bytes, encodeEvent, type LoopbackStep, reset } from 'rx-bedrock/testing/loopback';
import { firstValueFrom, ReplaySubject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Listener } from './listener.js';
import { input, routes, serve } from './serve.js';

const response = { requestId: 'loopback-1', attempts: 1 };
const partial = { message: { content: [{ text: 'so far' }] }, response };
const frame = encodeEvent(textDelta('never heard'));

describe.each(routes)('a stream that is cut, over $protocol ($decode)', ({ protocol, decode }) => {
  it('is truncated when it ends without messageStop', async () => {
    const error = await ending([messageStart(), textDelta('so far')]);
    expect(error).toMatchObject({ code: 'truncated', retryable: false, partial, response });
    expect(error.partial.status).toBe('truncated');
  });

  it('is truncated when it ends with metadata but without messageStop', async () => {
    const error = await ending([messageStart(), textDelta('so far'), metadata()]);
    expect(error).toMatchObject({ code: 'truncated', partial: { ...partial, usage: { outputTokens: 34 } } });
  });

  it('is truncated, and worth a retry, when it ends with nothing', async () => {
    const error = await ending([]);
    expect(error).toMatchObject({
      code: 'truncated',
      retryable: true,
      partial: { message: { content: [] } },
    });
  });

  it('tells the request id also when it ends with nothing', async () => {
    expect(await ending([])).toMatchObject({ response });
  });

  it.each([1, 3, 11, 12, 40, frame.length - 1])(
    'is truncated when it ends %i bytes into a frame',
    async (size) => {
      const error = await ending([messageStart(), textDelta('so far'), bytes(frame.subarray(0, size))]);
      expect(error).toMatchObject({ code: 'truncated', retryable: false, partial, response });
    },
  );

  it('is worth a retry when it ends in the middle of the first content', async () => {
    const error = await ending([messageStart(), bytes(frame.subarray(0, 40))]);
    expect(error).toMatchObject({ code: 'truncated', retryable: true });
  });

  it('is a failure of the network when it is reset between two frames', async () => {
    const error = await endingOnceHeard([], [reset()]);
    expect(error).toMatchObject({ code: 'network', retryable: true, partial, response });
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('is a failure of the network when it is reset in the middle of a frame', async () => {
    const error = await endingOnceHeard([bytes(frame.subarray(0, 40))], [reset()]);
    expect(error).toMatchObject({ code: 'network', retryable: true, partial, response });
  });

  it('is never taken for complete when the server dies', async () => {
    const { client, bedrock } = await serve(protocol, [messageStart(), textDelta('so far'), stall()]);
    const listener = new Listener(fromConverseStream(client, input, { decode }));
    await listener.hears('so far');
    await bedrock.close();
    // A socket that is gone ends an HTTP/2 stream without a word, unless something was under way to the server.
    const code = expect.stringMatching(protocol === 'h2' ? /^(truncated|network)$/ : /^network$/) as string;
    expect(await listener.fails()).toMatchObject({ code, partial, response });
  });

  async function ending(script: LoopbackStep[]): Promise<GenerationError> {
    const { client } = await serve(protocol, script);
    return new Listener(fromConverseStream(client, input, { decode })).fails();
  }

  /** A reset may overtake what was sent just before, so it waits until that has been heard. */
  async function endingOnceHeard(before: LoopbackStep[], after: LoopbackStep[]): Promise<GenerationError> {
    const heard = new ReplaySubject<void>(1);
    const { client } = await serve(protocol, async function* () {
      yield* [messageStart(), textDelta('so far'), ...before];
      await firstValueFrom(heard);
      yield* after;
    });
    const listener = new Listener(fromConverseStream(client, input, { decode }));
    await listener.hears('so far');
    heard.next();
    return listener.fails();
  }
});
