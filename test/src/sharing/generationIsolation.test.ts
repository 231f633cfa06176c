import { config, Subject, throwError } from 'rxjs';
import type { ConverseEvent } from 'rx-bedrock';
import { multicastReplay } from 'rx-bedrock/operators';
import { vocabulary } from 'rx-bedrock/testing';
import { beforeEach, expect, it, vi } from 'vitest';
import { watch } from '../../../src/testing/probe.js';
import { RawSubscriber } from '../../laws/rawSubscriber.js';
import { withTimeByHand } from '../../laws/theatre.js';

withTimeByHand();

const { a, b, c } = vocabulary;
let reported: unknown[];

beforeEach(() => {
  reported = [];
  config.onUnhandledError = (error) => reported.push(error);
});

/** What it throws is not caught by RxJS on the way. */
function thrower() {
  const calls: string[] = [];
  const fail = (call: string) => {
    calls.push(call);
    throw new Error(`thrown in ${call}`);
  };
  const subscriber = new RawSubscriber(
    () => fail('next'),
    (ending) => fail(ending === 'complete' ? 'complete' : 'error'),
  );
  return { subscriber, calls };
}

it('a raw Subscriber that throws, live and in its replay, is reported and changes nothing for the others', () => {
  const source = new Subject<ConverseEvent>();
  const shared = source.pipe(multicastReplay());
  const [early, late] = [thrower(), thrower()];
  shared.subscribe(early.subscriber);
  const { seen } = watch(shared);
  source.next(a);
  shared.subscribe(late.subscriber);
  source.next(b);
  source.complete();
  // On a stack of its own, as RxJS does.
  expect(reported).toStrictEqual([]);
  vi.runAllTimers();
  expect(seen).toStrictEqual({ values: [a, b], ends: ['complete'] });
  expect(early.calls).toStrictEqual(['next', 'next', 'complete']);
  expect(late.calls).toStrictEqual(['next', 'next', 'complete']);
  expect(reported.map(String).sort()).toStrictEqual([
    ...Array.from({ length: 2 }, () => 'Error: thrown in complete'),
    ...Array.from({ length: 4 }, () => 'Error: thrown in next'),
  ]);
});

it('a raw Subscriber that throws in error keeps the error from nobody', () => {
  const error = new Error('from the source');
  const shared = throwError(() => error).pipe(multicastReplay());
  shared.subscribe(thrower().subscriber);
  expect(watch(shared).seen.ends).toStrictEqual([error]);
  vi.runAllTimers();
  expect(reported.map(String)).toStrictEqual(['Error: thrown in error']);
});

it('what a raw Subscriber throws goes to the host where nobody has configured a handler', () => {
  config.onUnhandledError = null;
  const source = new Subject<ConverseEvent>();
  source.pipe(multicastReplay()).subscribe(thrower().subscriber);
  source.next(a);
  expect(() => vi.runAllTimers()).toThrow('thrown in next');
});

it('reports an error once for every subscriber that has no handler, as RxJS does', () => {
  const source = new Subject<ConverseEvent>();
  const shared = source.pipe(multicastReplay());
  shared.subscribe();
  shared.subscribe({ next: () => undefined });
  const { seen } = watch(shared);
  const error = new Error('from the source');
  source.error(error);
  shared.subscribe();
  vi.runAllTimers();
  expect(seen.ends).toStrictEqual([error]);
  expect(reported).toStrictEqual([error, error, error]);
});

it('who leaves because of an event still has seen it, and the others see it too', () => {
  const source = new Subject<ConverseEvent>();
  const shared = source.pipe(multicastReplay());
  const first = watch(shared, () => first.subscription.unsubscribe());
  const second = watch(shared);
  source.next(a);
  source.next(b);
  expect(first.seen.values).toStrictEqual([a]);
  expect(second.seen.values).toStrictEqual([a, b]);
});

it('who is shown out by a neighbour before its turn does not see the event', () => {
  const source = new Subject<ConverseEvent>();
  const shared = source.pipe(multicastReplay());
  const first = watch(shared, () => second.subscription.unsubscribe());
  const second = watch(shared);
  const third = watch(shared);
  source.next(a);
  expect([first, second, third].map(({ seen }) => seen.values)).toStrictEqual([[a], [], [a]]);
});

it('a Subscriber that is subscribed twice leaves once: the grace it starts can be ended by who comes', () => {
  const source = new Subject<ConverseEvent>();
  const shared = source.pipe(multicastReplay({ grace: 20 }));
  const twice = new RawSubscriber(
    () => undefined,
    () => undefined,
  );
  shared.subscribe(twice);
  shared.subscribe(twice);
  source.next(a);
  twice.unsubscribe();
  const { seen } = watch(shared);
  vi.advanceTimersByTime(30);
  source.next(c);
  expect(seen).toStrictEqual({ values: [a, c], ends: [] });
});
