/* eslint-disable rxjs-x/no-ignored-replay-buffer, rxjs-x/no-sharereplay -- shown for what they do */
import { readFileSync } from 'node:fs';
import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import { multicastReplay } from 'rx-bedrock/operators';
import { messageStart, messageStop, textDelta } from 'rx-bedrock/testing';
import { type MonoTypeOperatorFunction, Observable, ReplaySubject, share, shareReplay, Subject } from 'rxjs';
import { expect, it } from 'vitest';

type Event = ConverseEvent;

const onlyOnLeaving = {
  connector: () => new ReplaySubject<Event>(),
  resetOnError: false,
  resetOnComplete: false,
  resetOnRefCountZero: true,
};

/** By the name that the README's table gives them. */
const ways: Record<string, MonoTypeOperatorFunction<Event>> = {
  '`share()`': share(),
  '`shareReplay()`': shareReplay(),
  '`shareReplay({ refCount: true })`': shareReplay({ refCount: true }),
  '`share(ReplaySubject)`, reset on refCount 0 only': share(onlyOnLeaving),
  '`multicastReplay()`': multicastReplay(),
};

/** One shared source, its requests and closes counted; `live` plays the model. */
function shared(way: MonoTypeOperatorFunction<Event>) {
  const count = { requests: 0, closes: 0 };
  let live = new Subject<Event>();
  const source = new Observable<Event>((subscriber) => {
    count.requests += 1;
    live = new Subject();
    subscriber.add(() => (count.closes += 1));
    return live.subscribe(subscriber);
  });
  return { count, result: source.pipe(way), live: () => live };
}

function watch(observable: Observable<Event>) {
  const seen = { events: 0, end: '' };
  const subscription = observable.subscribe({
    next: () => (seen.events += 1),
    error: (error: unknown) => (seen.end = error instanceof GenerationError ? error.code : 'error'),
    complete: () => (seen.end = 'complete'),
  });
  return { seen, subscription };
}

function lateAfter(way: MonoTypeOperatorFunction<Event>, end: (live: Subject<Event>) => void): string {
  const { count, result, live } = shared(way);
  watch(result);
  for (const event of [messageStart(), textDelta('a'), messageStop()]) live().next(event);
  end(live());
  const { seen } = watch(result);
  return `${seen.events > 0 ? 'replay, ' : ''}R ${count.requests}`;
}

function rejoined(way: MonoTypeOperatorFunction<Event>): string {
  const { count, result, live } = shared(way);
  const { subscription } = watch(result);
  live().next(textDelta('a'));
  subscription.unsubscribe();
  const { seen } = watch(result);
  if (count.closes === 0) return 'never closes';
  return `closes, R ${count.requests}${seen.end === 'aborted' ? ': the prefix and `aborted`' : ''}`;
}

it.each(Object.entries(ways))('%s behaves as the README says', (name, way) => {
  const afterEnd = lateAfter(way, (live) => live.complete());
  const afterError = lateAfter(way, (live) => live.error(new Error('cut')));
  const row = `| ${name} | ${afterEnd} | ${afterError} | ${rejoined(way)} |`;
  expect(readFileSync('README.md', 'utf8')).toContain(row);
});
