import { converse, type ConverseEvent, type DeltaEvent, toReadableStream, userMessage } from 'rx-bedrock';
import { filterDeltas, multicastReplay } from 'rx-bedrock/operators';
import { messageStart, scriptedClient, textDelta, textMessage, vocabulary } from 'rx-bedrock/testing';
import { of, Subject } from 'rxjs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Probe } from '../../../src/testing/probe.js';
import { expectComplaint } from '../../complaints.js';
import { meaningOf } from '../sharing/meaning.js';

const { s, a, b, c } = vocabulary;
const answer = textMessage('Many hands make light work.');
const input = { modelId: 'any', messages: [userMessage('Hi')] };

async function read<T>(stream: ReadableStream<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of stream) all.push(event);
  return all;
}

describe('toReadableStream', () => {
  it('streams every event, and closes', async () => {
    const events = await read(toReadableStream(converse(scriptedClient(answer), input)));
    expect(meaningOf(events)).toStrictEqual(meaningOf(answer));
  });

  it('asks for nothing before it is read, however long that takes', async () => {
    const probe = new Probe(answer, 'complete');
    const stream = toReadableStream(probe.events);
    await setImmediate();
    const reader = stream.getReader();
    await setImmediate();
    expect(probe.subscriptions).toBe(0);
    expect(await reader.read()).toStrictEqual({ done: false, value: answer[0] });
    expect(probe.subscriptions).toBe(1);
  });

  it('reads nothing ahead: what is not read yet is joined', async () => {
    const source = new Subject<ConverseEvent>();
    const reader = toReadableStream(source).getReader();
    const first = reader.read();
    // A stream of the platform's asks for its first chunk a moment after it was made.
    await setImmediate();
    for (const event of [s, a]) source.next(event);
    await first;
    for (const event of [b, c]) source.next(event);
    expect(await reader.read()).toStrictEqual({ done: false, value: textDelta('abc') });
  });

  it('is errored with the error of the source, after all that had arrived', async () => {
    const error = new Error('from the source');
    const reader = toReadableStream(new Probe([s, a, b], error).events).getReader();
    expect(await reader.read()).toStrictEqual({ done: false, value: s });
    expect(await reader.read()).toStrictEqual({ done: false, value: textDelta('ab') });
    await expect(reader.read()).rejects.toBe(error);
    await expect(reader.closed).rejects.toBe(error);
  });

  it('keeps the type that the events were narrowed to', () => {
    const stream = toReadableStream(of(...answer).pipe(filterDeltas('text')));
    expectTypeOf(stream).toEqualTypeOf<ReadableStream<DeltaEvent<'text'>>>();
  });

  it('refuses what is no Observable, at once', () => {
    expectComplaint(() => toReadableStream(Promise.resolve() as never), {
      type: TypeError,
      value: 'The source of toReadableStream() is an object (Promise),',
      rule: 'an Observable',
      fix: 'fromEvents(response.stream)',
    });
  });
});

describe('cancel()', () => {
  it('leaves the source at once, while a read is pending and the source is silent', async () => {
    const probe = new Probe([]);
    const reader = toReadableStream(probe.events).getReader();
    const pending = reader.read();
    await setImmediate();
    expect(probe).toMatchObject({ subscriptions: 1, left: 0 });
    const cancelled = reader.cancel('enough');
    expect(probe.left).toBe(1);
    expect(await pending).toStrictEqual({ done: true, value: undefined });
    await cancelled;
    expect(await reader.read()).toStrictEqual({ done: true, value: undefined });
  });

  it('before anything was read means that nothing ever is', async () => {
    const probe = new Probe(answer, 'complete');
    await toReadableStream(probe.events).cancel();
    expect(probe.subscriptions).toBe(0);
  });

  it('is what a break out of a loop comes to', async () => {
    const probe = new Probe([messageStart()]);
    for await (const _ of toReadableStream(probe.events)) break;
    expect(probe.left).toBe(1);
  });
});

describe('the rest of the platform', () => {
  it('makes a response of it, through transforms', async () => {
    const text = new TransformStream<DeltaEvent<'text'>, string>({
      transform: ({ contentBlockDelta }, controller) => controller.enqueue(contentBlockDelta.delta.text),
    });
    const deltas = toReadableStream(of(...answer).pipe(filterDeltas('text')));
    const body = deltas.pipeThrough(text).pipeThrough(new TextEncoderStream());
    expect(await new Response(body).text()).toBe('Many hands make light work.');
  });

  it('tees it: one subscription, and both branches have it all', async () => {
    const probe = new Probe(answer, 'complete');
    const [one, other] = await Promise.all(toReadableStream(probe.events).tee().map(read));
    expect(meaningOf(one!)).toStrictEqual(meaningOf(answer));
    expect(other).toStrictEqual(one);
    expect(probe.subscriptions).toBe(1);
  });

  it('leaves it when both branches are cancelled, and not before', async () => {
    const probe = new Probe([s]);
    const [one, other] = toReadableStream(probe.events).tee();
    const reader = one.getReader();
    await reader.read();
    const cancelled = reader.cancel();
    await setImmediate();
    expect(probe.left).toBe(0);
    await Promise.all([cancelled, other.cancel()]);
    expect(probe.left).toBe(1);
  });

  it('stops piping when the signal says so, and leaves', async () => {
    const probe = new Probe([s, a]);
    const controller = new AbortController();
    const piped = toReadableStream(probe.events).pipeTo(
      new WritableStream({
        write: (event) => {
          if (event !== s) controller.abort(new Error('enough'));
        },
      }),
      { signal: controller.signal },
    );
    await expect(piped).rejects.toThrow('enough');
    expect(probe.left).toBe(1);
  });

  it('is one subscriber of many', async () => {
    const probe = new Probe(answer, 'complete');
    const shared = probe.events.pipe(multicastReplay());
    const streams = [toReadableStream(shared), toReadableStream(shared)];
    for (const events of await Promise.all(streams.map(read)))
      expect(meaningOf(events)).toStrictEqual(meaningOf(answer));
    expect(probe.subscriptions).toBe(1);
  });
});
