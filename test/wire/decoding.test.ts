import { setImmediate } from 'node:timers/promises';
import type { ConverseStreamCommandOutput } from '@aws-sdk/client-bedrock-runtime';
import fc from 'fast-check';
import { type ConverseEvent, fromConverseStream, GenerationError } from 'rx-bedrock';
import { messageStart, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import {
  bytes,
  encodeEvent,
  encodeFrame,
  headers,
  type LoopbackStep,
  reset,
} from 'rx-bedrock/testing/loopback';
import { take, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { anyFrames, anySizes } from '../src/source/wire/anyFrames.js';
import { cut } from '../src/source/wire/canned.js';
import { Listener } from './listener.js';
import { input, protocols, serve } from './serve.js';

describe.each(protocols)('the fast decoder, over %s', (protocol) => {
  it("brings what the SDK's brings, with the same errors", { timeout: 30_000 }, async () => {
    let script: LoopbackStep[] = [];
    const { client } = await serve(protocol, () => script);
    await fc.assert(
      fc.asyncProperty(anyFrames, anySizes, async (frames, sizes) => {
        script = [
          headers(),
          ...[...cut(Buffer.concat([encodeEvent(messageStart()), ...frames]), sizes)].map(bytes),
        ];
        const [fast, sdk] = [
          new Listener(fromConverseStream(client, input)),
          new Listener(fromConverseStream(client, input, { decode: 'sdk' })),
        ];
        expect(comparable(await fast.end)).toEqual(comparable(await sdk.end));
        expect(fast.events).toStrictEqual(sdk.events);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['garbage', Buffer.from('no frame at all, but long enough to be one')],
    ['a declared length of 4 GiB', Buffer.from('ffffffff00000000', 'hex')],
    ['a declared length of 0', Buffer.alloc(4)],
    ['headers that do not fit', Buffer.from('0000001000000010', 'hex')],
    ['a frame without headers', encodeFrame({}, Buffer.from('{}'))],
    [
      'a text that is not UTF-8',
      delta(Buffer.from('{"contentBlockIndex":0,"delta":{"text":"é"}}', 'latin1')),
    ],
    ['a payload that is not JSON', delta(Buffer.from('{"contentBlockIndex":0'))],
  ])('fails at once with %s, and closes the stream', async (_what, garbage) => {
    const beginnings: LoopbackStep[][] = [[messageStart(), textDelta('so far')], []];
    for (const beginning of beginnings) {
      const { client, asked } = await serve(protocol, [...beginning, bytes(garbage), stall()]);
      const error = await new Listener(fromConverseStream(client, input)).fails();
      expect(error).toMatchObject({ code: 'protocol', retryable: false });
      expect(error.response).toEqual({ requestId: 'loopback-1', attempts: 1 });
      expect(error.partial.message.content).toEqual(beginning.length > 0 ? [{ text: 'so far' }] : []);
      expect(await (await asked()).closed).toMatchObject({ by: 'client' });
    }
  });

  it('loses nothing that has come when the line breaks while a subscriber is slow', async () => {
    const words = Array.from({ length: 300 }, (_, at) => textDelta(`${at} `));
    let hasCome = () => {};
    const come = new Promise<void>((resolve) => {
      hasCome = resolve;
    });
    const { client } = await serve(protocol, async function* () {
      yield messageStart();
      yield bytes(Buffer.concat(words.map(encodeEvent)));
      await come;
      yield reset();
    });
    // 30 ms for each of the first events: the loop yields to timers after every one.
    let slow = 3;
    const generation = fromConverseStream(client, input).pipe(
      tap(() => {
        if (slow === 0) hasCome();
        for (const until = performance.now() + 30; slow > 0 && performance.now() < until; );
        slow--;
      }),
    );
    const listener = new Listener(generation);
    expect(await listener.fails()).toMatchObject({ code: 'network' });
    expect(listener.text).toBe(words.map((each) => each.contentBlockDelta.delta.text).join(''));
  });

  it('closes the stream when everybody leaves at the headers', async () => {
    const { client, asked } = await serve(protocol, [messageStart(), stall()]);
    const listener = new Listener(fromConverseStream(client, input, { onResponse: () => listener.leave() }));
    expect(await (await asked()).closed).toMatchObject({ by: 'client' });
    expect(listener.events).toEqual([]);
  });

  it('lets a middleware that wraps the stream see, and change, every event', async () => {
    const { bedrock } = await serve(protocol, textMessage('Hello to you.'));
    const seen: ConverseEvent[] = [];
    const client = wrapping(bedrock.client(), async function* (stream) {
      for await (const event of stream) {
        seen.push(event);
        yield event.contentBlockDelta ? textDelta('*') : event;
      }
    });
    const listener = new Listener(fromConverseStream(client, input));
    expect(await listener.end).toBe('complete');
    expect(seen).toEqual(textMessage('Hello to you.'));
    expect(listener.text).toBe('***');
  });

  it('tells of garbage also when a middleware has wrapped the stream', async () => {
    const { bedrock } = await serve(protocol, [
      messageStart(),
      textDelta('so far'),
      bytes(Buffer.alloc(4)),
      stall(),
    ]);
    const client = wrapping(bedrock.client(), async function* (stream) {
      yield* stream;
    });
    const error = await new Listener(fromConverseStream(client, input)).fails();
    expect(error).toMatchObject({
      code: 'protocol',
      partial: { message: { content: [{ text: 'so far' }] } },
    });
  });

  it('lets what the middleware awaits end when somebody leaves before the first event', async () => {
    const { client, answered, asked } = await serve(protocol, [headers(), stall()]);
    const ended = new Promise<void>((resolve) => {
      client.middlewareStack.add(
        (next) => async (args) => {
          try {
            return await next(args);
          } finally {
            resolve();
          }
        },
        { step: 'initialize' },
      );
    });
    const listener = new Listener(fromConverseStream(client, input));
    await answered();
    // The SDK is waiting for the first event now.
    await setImmediate();
    listener.leave();
    await ended;
    expect(await (await asked()).closed).toMatchObject({ by: 'client' });
  });

  it('closes each attempt that the SDK has given up', async () => {
    const script = [bytes(exceptionFrame('throttlingException')), stall()];
    const { client, bedrock } = await serve(protocol, ({ index }) =>
      index === 0 ? script : textMessage('Here I am.'),
    );
    const listener = new Listener(fromConverseStream(client, input));
    expect(await listener.end).toBe('complete');
    expect(listener.text).toBe('Here I am.');
    expect(await bedrock.requests[0]!.closed).toMatchObject({ by: 'client' });
  });

  it('leaves the subscriber alone who takes two events of a chunk', async () => {
    const answer = textMessage('one two three four');
    const { client } = await serve(protocol, [bytes(Buffer.concat(answer.map(encodeEvent))), stall()]);
    const listener = new Listener(fromConverseStream(client, input).pipe(take(2)));
    expect(await listener.end).toBe('complete');
    expect(listener.events).toEqual(answer.slice(0, 2));
  });
});

function comparable(end: 'complete' | GenerationError) {
  if (!(end instanceof GenerationError)) return end;
  const cause = end.cause as Error | undefined;
  const { code, retryable, partial, message } = end;
  return { code, retryable, content: partial.message, message, type: cause?.constructor, name: cause?.name };
}

function delta(payload: Uint8Array): Uint8Array {
  return encodeFrame({ ':event-type': 'contentBlockDelta', ':message-type': 'event' }, payload);
}

function exceptionFrame(type: string): Uint8Array {
  const payload = Buffer.from('{"message":"Slower, please."}');
  return encodeFrame({ ':exception-type': type, ':message-type': 'exception' }, payload);
}

type Stream = NonNullable<ConverseStreamCommandOutput['stream']>;

/** What instrumentation does that wants to see the events. */
function wrapping<C extends ReturnType<Awaited<ReturnType<typeof serve>>['bedrock']['client']>>(
  client: C,
  wrap: (stream: Stream) => Stream,
): C {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const output = result.output as ConverseStreamCommandOutput;
      if (output.stream) output.stream = wrap(output.stream);
      return result;
    },
    { step: 'initialize' },
  );
  return client;
}
