import {
  converse,
  type ConverseEvent,
  fromConverseStream,
  isTextDelta,
  toAsyncIterable,
  toReadableStream,
} from 'rx-bedrock';
import { messageStart, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import { firstValueFrom, type Observable, ReplaySubject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { closesPromptly } from '../../wire/promptly.js';
import { input, protocols, serve } from '../../wire/serve.js';

type Generation = Observable<ConverseEvent>;

/** Reads to the first text, and resolves with what leaves the source then. */
type Visit = (generation: Generation) => Promise<() => void>;

/** A loop whose body waits at the first text, and then does what it was told to. */
function loopThat(breaks: () => boolean): Visit {
  return async (generation) => {
    const [arrived, goOn] = [new ReplaySubject<void>(1), new ReplaySubject<void>(1)];
    const loop = async () => {
      for await (const event of toAsyncIterable(generation)) {
        if (!isTextDelta(event)) continue;
        arrived.next();
        await firstValueFrom(goOn);
        if (breaks()) break;
      }
    };
    // What the body throws comes out of the loop; here it only has to leave.
    loop().catch(() => undefined);
    await firstValueFrom(arrived);
    return () => goOn.next();
  };
}

const visits: Record<string, Visit> = {
  break: loopThat(() => true),
  'a throw in the body': loopThat(() => {
    throw new Error('from the body');
  }),
  'return() with a question pending': async (generation) => {
    const iterator = toAsyncIterable(generation)[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    void iterator.next();
    return () => void iterator.return?.();
  },
  'cancel() with a read pending': async (generation) => {
    const reader = toReadableStream(generation).getReader();
    await reader.read();
    await reader.read();
    void reader.read();
    return () => void reader.cancel();
  },
  'the abort of a pipe': async (generation) => {
    const [arrived, controller] = [new ReplaySubject<void>(1), new AbortController()];
    const write = (event: ConverseEvent) => {
      if (isTextDelta(event)) arrived.next();
    };
    const { signal } = controller;
    toReadableStream(generation)
      .pipeTo(new WritableStream({ write }), { signal })
      .catch(() => undefined);
    await firstValueFrom(arrived);
    return () => controller.abort();
  },
};

describe.each(protocols)('over %s', (protocol) => {
  describe.each([
    ['fromConverseStream', fromConverseStream],
    ['converse', converse],
  ])('%s', (_name, source) => {
    it.each(Object.entries(visits))(
      '%s closes the HTTP stream while the model is silent',
      async (_, visit) => {
        const { client, asked } = await serve(protocol, [messageStart(), textDelta('so far'), stall()]);
        const leave = await visit(source(client, input));
        await closesPromptly(await asked(), leave);
      },
    );
  });

  it('many loops over one generation are one request', async () => {
    const { client, requestCount } = await serve(protocol, textMessage('One for all.'));
    const generation = converse(client, input);
    const iterable = toAsyncIterable(generation);
    const texts = await Promise.all([
      textOf(iterable),
      textOf(iterable),
      textOf(toReadableStream(generation)),
    ]);
    texts.push(await textOf(iterable));
    expect(texts).toStrictEqual(Array.from({ length: 4 }, () => 'One for all.'));
    expect(await requestCount()).toBe(1);
  });

  it('what nobody reads is not asked for', async () => {
    const { client, requestCount } = await serve(protocol, [stall()]);
    const generation = converse(client, input);
    toAsyncIterable(generation)[Symbol.asyncIterator]();
    toReadableStream(generation).getReader();
    expect(await requestCount()).toBe(0);
  });
});

async function textOf(events: AsyncIterable<ConverseEvent>): Promise<string> {
  let text = '';
  for await (const event of events) text += event.contentBlockDelta?.delta?.text ?? '';
  return text;
}
