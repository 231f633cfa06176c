import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseEvent } from 'rx-bedrock';
import {
  exception,
  paced,
  type Script,
  type ScriptedClient,
  scriptedClient,
  type ScriptedRequest,
  stall,
  textMessage,
  vocabulary,
  wait,
} from 'rx-bedrock/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const { s, a, b, e, m } = vocabulary;
const messages = [{ role: 'user' as const, content: [{ text: 'Hi' }] }];

function ask(client: ScriptedClient, signal?: AbortSignal) {
  const command = new ConverseStreamCommand({ modelId: 'any', messages });
  return client.send(command, signal ? { abortSignal: signal } : {});
}

/** Reads a stream to its end, and tells how that was. */
async function read(stream: AsyncIterable<ConverseEvent> | undefined, events: ConverseEvent[] = []) {
  try {
    for await (const event of stream ?? []) events.push(event);
    return { events, end: 'done' };
  } catch (error) {
    return { events, end: error };
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('a scripted client', () => {
  it('answers with its events, and says who answered', async () => {
    const client = scriptedClient([s, a, e, m]);
    const { stream, $metadata } = await ask(client);
    expect(await read(stream)).toEqual({ events: [s, a, e, m], end: 'done' });
    expect($metadata).toMatchObject({ httpStatusCode: 200, requestId: 'scripted-1', attempts: 1 });
    expect((await ask(client)).$metadata.requestId).toBe('scripted-2');
  });

  it('has a whole answer of its own', async () => {
    const { stream } = await ask(scriptedClient());
    expect(await read(stream)).toEqual({ events: textMessage('A scripted answer.'), end: 'done' });
  });

  it.each<[string, Script]>([
    ['an array', [s, a]],
    ['a function that makes an array', () => [s, a]],
    [
      'a generator function',
      function* () {
        yield s;
        yield a;
      },
    ],
    [
      'an async generator function',
      async function* () {
        yield s;
        await Promise.resolve();
        yield a;
      },
    ],
  ])('takes %s for a script, for every request', async (_name, script) => {
    const client = scriptedClient(script);
    for (const _request of [1, 2]) {
      const { stream } = await ask(client);
      expect((await read(stream)).events).toEqual([s, a]);
    }
  });

  it('shows a script its request', async () => {
    const seen: ScriptedRequest[] = [];
    const client = scriptedClient((request) => {
      seen.push(request);
      return [s];
    });
    await ask(client);
    await ask(client);
    expect(seen.map(({ index }) => index)).toEqual([0, 1]);
    expect(seen[0]?.input).toEqual({ modelId: 'any', messages });
    expect(client.requests).toEqual(seen);
  });

  it('waits as long as the script says', async () => {
    const events: ConverseEvent[] = [];
    const { stream } = await ask(scriptedClient([s, wait(1000), a]));
    const done = read(stream, events);
    await vi.advanceTimersByTimeAsync(999);
    expect(events).toEqual([s]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await done).toEqual({ events: [s, a], end: 'done' });
  });

  it('resolves with its first event and not before, like the SDK', async () => {
    const answered = vi.fn();
    const sent = ask(scriptedClient(paced([s, a], 100))).then(answered);
    await vi.advanceTimersByTimeAsync(99);
    expect(answered).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await sent;
    expect(answered).toHaveBeenCalledOnce();
  });

  it('may have nothing to say', async () => {
    const { stream } = await ask(scriptedClient([]));
    expect(await read(stream)).toEqual({ events: [], end: 'done' });
  });
});

describe('an exception', () => {
  it('as the first step is thrown by send', async () => {
    const sent = ask(scriptedClient([exception('throttlingException', 'Slow down.'), s]));
    await expect(sent).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Slow down.' });
  });

  it('in the middle is thrown by the stream, and ends it', async () => {
    const { stream } = await ask(scriptedClient([s, a, exception('modelStreamErrorException'), b]));
    const { events, end } = await read(stream);
    expect(events).toEqual([s, a]);
    expect(end).toBeInstanceOf(Error);
    expect(end).toMatchObject({ name: 'ModelStreamErrorException' });
  });

  it('of the script’s own code comes through as it is', async () => {
    const error = new RangeError('from the script');
    const { stream } = await ask(
      scriptedClient(function* () {
        yield s;
        throw error;
      }),
    );
    expect(await read(stream)).toEqual({ events: [s], end: error });
  });
});

describe('an abort', () => {
  it.each([
    ['without a reason', undefined],
    ['with a reason, which the SDK loses', new RangeError('enough')],
  ])('before the request rejects with an AbortError, %s, and plays nothing', async (_name, reason) => {
    const script = vi.fn(() => [s]);
    const client = scriptedClient(script);
    await expect(ask(client, AbortSignal.abort(reason))).rejects.toMatchObject({ name: 'AbortError' });
    expect(script).not.toHaveBeenCalled();
  });

  it.each([
    ['a stall', [stall()]],
    ['a wait', [wait(60_000), s]],
  ])('during %s before the answer rejects with an AbortError', async (_name, script) => {
    const controller = new AbortController();
    const client = scriptedClient(script);
    const sent = ask(client, controller.signal);
    const rejected = expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    await vi.advanceTimersByTimeAsync(10);
    expect(client.requests[0]?.isAborted).toBe(false);
    controller.abort(new RangeError('enough'));
    await rejected;
    expect(client.requests[0]?.isAborted).toBe(true);
  });

  it.each([
    ['a stall', [s, a, stall(), b]],
    ['a wait', [s, a, wait(60_000), b]],
  ])('during %s in the middle ends the stream without a word', async (_name, script) => {
    const controller = new AbortController();
    const events: ConverseEvent[] = [];
    const { stream } = await ask(scriptedClient(script), controller.signal);
    const done = read(stream, events);
    await vi.advanceTimersByTimeAsync(10);
    expect(events).toEqual([s, a]);
    controller.abort();
    expect(await done).toEqual({ events: [s, a], end: 'done' });
  });

  it('between two events ends the stream, and lets the script clean up', async () => {
    const controller = new AbortController();
    const cleanedUp = vi.fn();
    const { stream } = await ask(
      scriptedClient(function* () {
        try {
          yield* [s, a, b];
        } finally {
          cleanedUp();
        }
      }),
      controller.signal,
    );
    const events: ConverseEvent[] = [];
    for await (const event of stream ?? []) {
      events.push(event);
      if (event === a) controller.abort();
    }
    expect(events).toEqual([s, a]);
    expect(cleanedUp).toHaveBeenCalledOnce();
  });

  it('leaves no listener behind, neither when it comes nor when it does not', async () => {
    const controller = new AbortController();
    const add = vi.spyOn(controller.signal, 'addEventListener');
    const remove = vi.spyOn(controller.signal, 'removeEventListener');
    const sent = ask(scriptedClient(paced([s, a, e], 10)), controller.signal);
    await vi.advanceTimersByTimeAsync(10);
    const { stream } = await sent;
    const done = read(stream);
    await vi.advanceTimersByTimeAsync(100);
    await done;
    expect(add.mock.calls.length).toBeGreaterThan(0);
    expect(remove.mock.calls.length).toBe(add.mock.calls.length);
  });

  it('of one request says nothing about another', async () => {
    const client = scriptedClient([s, stall()]);
    const controller = new AbortController();
    await ask(client, controller.signal);
    await ask(client, new AbortController().signal);
    controller.abort();
    expect(client.requests.map(({ isAborted }) => isAborted)).toEqual([true, false]);
  });
});

describe('a stall', () => {
  it('lasts', async () => {
    const settled = vi.fn();
    void ask(scriptedClient([stall()])).then(settled, settled);
    await vi.advanceTimersByTimeAsync(24 * 3600 * 1000);
    expect(settled).not.toHaveBeenCalled();
  });
});
