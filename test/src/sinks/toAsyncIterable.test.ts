import { converse, type DeltaEvent, toAsyncIterable, userMessage, type ConverseEvent } from 'rx-bedrock';
import { filterDeltas } from 'rx-bedrock/operators';
import { messageStart, scriptedClient, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import { of, throwError } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Probe } from '../../../src/testing/probe.js';
import { expectComplaint } from '../../complaints.js';
import { meaningOf } from '../sharing/meaning.js';

const input = { modelId: 'any', messages: [userMessage('Hi')] };
const answer = textMessage('Many hands make light work.');

async function read(events: AsyncIterable<ConverseEvent>): Promise<ConverseEvent[]> {
  const all: ConverseEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe('toAsyncIterable', () => {
  it('gives a loop every event, and an end', async () => {
    const events = await read(toAsyncIterable(converse(scriptedClient(answer), input)));
    expect(meaningOf(events)).toStrictEqual(meaningOf(answer));
  });

  it('asks for nothing before the first event is asked for', async () => {
    const probe = new Probe(answer, 'complete');
    const iterator = toAsyncIterable(probe.events)[Symbol.asyncIterator]();
    expect(probe.subscriptions).toBe(0);
    await iterator.next();
    expect(probe.subscriptions).toBe(1);
  });

  it('serves many loops over a shared generation with one request', async () => {
    const client = scriptedClient(answer);
    const iterable = toAsyncIterable(converse(client, input));
    const loops = await Promise.all([read(iterable), read(iterable)]);
    loops.push(await read(iterable));
    for (const events of loops) expect(meaningOf(events)).toStrictEqual(meaningOf(answer));
    expect(client.requests).toHaveLength(1);
  });

  it('throws an error in the loop, after all that had arrived, and only in the loop that meets it', async () => {
    const client = scriptedClient([messageStart(), textDelta('so far')]);
    const generation = converse(client, input);
    const seen: ConverseEvent[] = [];
    const loop = async () => {
      for await (const event of toAsyncIterable(generation)) seen.push(event);
    };
    await expect(loop()).rejects.toMatchObject({ name: 'GenerationError', code: 'truncated' });
    expect(seen).toStrictEqual([messageStart(), textDelta('so far')]);
  });

  it('throws whatever the source fails with', async () => {
    await expect(read(toAsyncIterable(throwError(() => 'a string')))).rejects.toBe('a string');
  });
});

describe('a loop that is left', () => {
  it('by break closes the request while the model is silent', async () => {
    const client = scriptedClient([messageStart(), textDelta('so far'), stall()]);
    for await (const event of toAsyncIterable(converse(client, input))) {
      expect(event).toStrictEqual(messageStart());
      break;
    }
    expect(client.requests.map(({ isAborted }) => isAborted)).toStrictEqual([true]);
  });

  it('by a throw in its body closes it too, and the throw is what comes out', async () => {
    const client = scriptedClient([messageStart(), textDelta('so far'), stall()]);
    const loop = async () => {
      for await (const _ of toAsyncIterable(converse(client, input))) throw new RangeError('from the body');
    };
    await expect(loop()).rejects.toThrow(new RangeError('from the body'));
    expect(client.requests.map(({ isAborted }) => isAborted)).toStrictEqual([true]);
  });

  it('leaves the others where they are', async () => {
    const client = scriptedClient(answer);
    const iterable = toAsyncIterable(converse(client, input));
    const whole = read(iterable);
    for await (const _ of iterable) break;
    expect(meaningOf(await whole)).toStrictEqual(meaningOf(answer));
    expect(client.requests[0]?.isAborted).toBe(false);
  });

  it('inside a generator that is left is left with it', async () => {
    const probe = new Probe([messageStart()]);
    async function* delegating() {
      yield* toAsyncIterable(probe.events);
    }
    for await (const _ of delegating()) break;
    expect(probe.left).toBe(1);
  });
});

describe('the events', () => {
  it('keep the type that they were narrowed to, whatever was joined', async () => {
    const texts = toAsyncIterable(of(...answer).pipe(filterDeltas('text')));
    expectTypeOf(texts).toEqualTypeOf<AsyncIterable<DeltaEvent<'text'>>>();
    let all = '';
    for await (const { contentBlockDelta } of texts) all += contentBlockDelta.delta.text;
    expect(all).toBe('Many hands make light work.');
  });
});

describe('bad arguments', () => {
  it.each([
    ['undefined', undefined],
    ['an object (Promise)', Promise.resolve()],
    ['an array', answer],
  ])('refuses a source that is %s', (value, source) => {
    expectComplaint(() => toAsyncIterable(source as never), {
      type: TypeError,
      value: `The source of toAsyncIterable() is ${value},`,
      rule: 'an Observable',
      fix: 'fromEvents(response.stream)',
    });
  });
});
