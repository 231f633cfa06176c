import {
  concatMap,
  defer,
  filter,
  identity,
  map,
  NEVER,
  type Observable,
  of,
  startWith,
  Subject,
  tap,
} from 'rxjs';
import {
  type ConverseEvent,
  type ConverseOptions,
  converse,
  fromConverseStream,
  userMessage,
} from 'rx-bedrock';
import { multicastReplay, verifyStream } from 'rx-bedrock/operators';
import {
  messageStart,
  type ScriptedClient,
  scriptedClient,
  stall,
  textDelta,
  textMessage,
} from 'rx-bedrock/testing';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { watch } from '../../../src/testing/probe.js';
import { inOneTurn } from '../../inOneTurn.js';

inOneTurn();

const input = { modelId: 'any', messages: [userMessage('Hi')] };
const answer = textMessage('Many hands make light work.');

type Make = (client: ScriptedClient, options?: ConverseOptions) => Observable<ConverseEvent>;

/** Every way to put a sharing behind a request. */
const pipelines: Record<string, Make> = {
  'converse()': (client, options) => converse(client, input, options),
  'fromConverseStream() behind multicastReplay()': (client, options) =>
    fromConverseStream(client, input).pipe(multicastReplay(options)),
  'operators in between': (client, options) =>
    fromConverseStream(client, input).pipe(
      map(identity<ConverseEvent>),
      verifyStream(),
      filter(() => true),
      multicastReplay(options),
    ),
  'a source made late': (client, options) =>
    defer(() => of(input))
      .pipe(concatMap((each) => fromConverseStream(client, each)))
      .pipe(multicastReplay(options)),
  'upstream and stop': (client, options) =>
    converse(client, input, {
      upstream: (source) =>
        source.pipe(
          map((event) => event),
          verifyStream(),
        ),
      stop: NEVER,
      ...options,
    }),
  'a sharing inside upstream': (client, options) =>
    converse(client, input, { upstream: multicastReplay(), ...options }),
  'a sharing behind converse()': (client, options) => converse(client, input).pipe(multicastReplay(options)),
  'three sharings': (client, options) =>
    converse(client, input).pipe(map(identity<ConverseEvent>), multicastReplay(), multicastReplay(options)),
};

describe.each(Object.entries(pipelines))('%s', (_, make) => {
  it('subscribe, leave, subscribe in one task makes one request, and works', async () => {
    const client = scriptedClient(answer);
    const generation = make(client);
    const gone = watch(generation);
    gone.subscription.unsubscribe();
    const { seen } = watch(generation);
    await setImmediate();
    expect(client.requests).toHaveLength(1);
    expect(client.requests[0]?.isAborted).toBe(false);
    expect(seen).toStrictEqual({ values: answer, ends: ['complete'] });
    expect(gone.seen).toStrictEqual({ values: [], ends: [] });
  });

  it.each([0, 1000, Number.POSITIVE_INFINITY])(
    'subscribe and leave makes no request (grace %d), and a later task can begin',
    async (grace) => {
      const client = scriptedClient(answer);
      const generation = make(client, { grace });
      for (let times = 0; times < 3; times += 1) {
        watch(generation).subscription.unsubscribe();
        await setImmediate();
      }
      expect(client.requests).toHaveLength(0);
      const { seen } = watch(generation);
      await setImmediate();
      expect(seen).toStrictEqual({ values: answer, ends: ['complete'] });
      expect(client.requests).toHaveLength(1);
    },
  );

  it('left after the request was sent: it is closed, and not sent again', async () => {
    const client = scriptedClient([messageStart(), textDelta('a'), textDelta('b'), stall()]);
    const generation = make(client);
    const { subscription } = watch(generation);
    await setImmediate();
    subscription.unsubscribe();
    expect(client.requests[0]?.isAborted).toBe(true);
    const late = watch(generation).seen;
    await setImmediate();
    expect(late.values).toStrictEqual([messageStart(), textDelta('ab')]);
    expect(late.ends).toStrictEqual([expect.objectContaining({ code: 'aborted' })]);
    expect(client.requests).toHaveLength(1);
  });

  it('left after the request was sent and before anything came: an abort, and no other request', async () => {
    const client = scriptedClient([stall()]);
    const generation = make(client);
    const { subscription } = watch(generation);
    await Promise.resolve();
    expect(client.requests).toHaveLength(1);
    subscription.unsubscribe();
    expect(client.requests[0]?.isAborted).toBe(true);
    expect(watch(generation).seen.ends).toStrictEqual([expect.objectContaining({ code: 'aborted' })]);
    await setImmediate();
    expect(client.requests).toHaveLength(1);
  });
});

it('one of two leaves before the start: the other has it all', async () => {
  const client = scriptedClient(answer);
  const generation = converse(client, input);
  const [first, second] = [watch(generation), watch(generation)];
  first.subscription.unsubscribe();
  await setImmediate();
  expect(second.seen).toStrictEqual({ values: answer, ends: ['complete'] });
});

it('a microtask that leaves before the start still makes it idle', async () => {
  const client = scriptedClient(answer);
  const generation = converse(client, input);
  queueMicrotask(() => subscription.unsubscribe());
  const { subscription } = watch(generation);
  await setImmediate();
  expect(client.requests).toHaveLength(0);
});

it('a sharing behind a generation that somebody else has just joined is idle again too', async () => {
  const client = scriptedClient(answer);
  const generation = converse(client, input);
  const neighbour = watch(generation);
  const outer = generation.pipe(multicastReplay());
  watch(outer).subscription.unsubscribe();
  const { seen } = watch(outer);
  await setImmediate();
  expect(neighbour.seen).toStrictEqual({ values: answer, ends: ['complete'] });
  expect(seen).toStrictEqual({ values: answer, ends: ['complete'] });
  expect(client.requests).toHaveLength(1);
});

it('upstream is not even subscribed to for who has left before the request goes out', async () => {
  const client = scriptedClient(answer);
  const hello: ConverseEvent = { $unknown: ['hello', {}] };
  let subscriptions = 0;
  const counted = tap<ConverseEvent>({ subscribe: () => subscriptions++ });
  const generation = converse(client, input, {
    upstream: (source) => source.pipe(startWith(hello), counted),
  });
  const gone = watch(generation);
  gone.subscription.unsubscribe();
  const { seen } = watch(generation);
  await setImmediate();
  expect([gone.seen.values, subscriptions]).toStrictEqual([[], 1]);
  expect(seen).toStrictEqual({ values: [hello, ...answer], ends: ['complete'] });
});

it('a stop that hangs on a running generation does not make this one begin', async () => {
  const other = converse(scriptedClient([messageStart(), stall()]), input);
  const { subscription } = watch(other);
  await setImmediate();
  const client = scriptedClient(answer);
  const stop = other.pipe(filter((event) => event.messageStop !== undefined));
  const generation = converse(client, input, { stop });
  watch(generation).subscription.unsubscribe();
  const { seen } = watch(generation);
  await setImmediate();
  expect(seen).toStrictEqual({ values: answer, ends: ['complete'] });
  expect(client.requests).toHaveLength(1);
  subscription.unsubscribe();
});

it('a sharing behind a generation that is under way has begun: leaving it closes it for good', async () => {
  const client = scriptedClient([messageStart(), stall()]);
  const generation = converse(client, input);
  const { subscription } = watch(generation);
  await setImmediate();
  const outer = generation.pipe(multicastReplay());
  watch(outer).subscription.unsubscribe();
  expect(watch(outer).seen.ends).toStrictEqual([expect.objectContaining({ code: 'aborted' })]);
  expect(client.requests[0]?.isAborted).toBe(false);
  subscription.unsubscribe();
});

it('left before the start, stop is let go of, and still stops the next one', async () => {
  const client = scriptedClient([messageStart(), textDelta('a'), stall()]);
  const stop = new Subject<void>();
  const generation = converse(client, input, { stop });
  watch(generation).subscription.unsubscribe();
  expect(stop.observed).toBe(false);
  const { seen } = watch(generation);
  await setImmediate();
  stop.next();
  expect(seen).toStrictEqual({ values: [messageStart(), textDelta('a')], ends: ['complete'] });
});
