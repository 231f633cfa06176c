import { Observable, Subject, switchMap, tap, timer } from 'rxjs';
import type { ConverseEvent } from 'rx-bedrock';
import { multicastReplay } from 'rx-bedrock/operators';
import { vocabulary } from 'rx-bedrock/testing';
import { expect, it } from 'vitest';
import {
  askWhetherBegun,
  beginsWhen,
  deferStart,
  isLaunching,
  launch,
  outsideLaunch,
} from '../../../src/sharing/launch.js';
import { watch } from '../../../src/testing/probe.js';
import { marbles } from '../../marbles.js';

/** The question that launch() gives, for what `subscribe` does. */
function launched(subscribe: () => void): () => boolean {
  let question = () => false;
  launch((hasBegun) => {
    question = hasBegun;
    subscribe();
  });
  return question;
}

it('a source that says nothing has begun when it is subscribed to', () => {
  expect(launched(() => undefined)()).toBe(true);
});

it('a source that puts its start off has begun when it says so', () => {
  let announce: () => void = () => undefined;
  const hasBegun = launched(() => (announce = deferStart()));
  expect(hasBegun()).toBe(false);
  announce();
  expect(hasBegun()).toBe(true);
});

it('of several sources that put their start off, the first to begin counts', () => {
  const announcements: (() => void)[] = [];
  const hasBegun = launched(() => announcements.push(deferStart(), deferStart()));
  expect(hasBegun()).toBe(false);
  announcements[1]?.();
  expect(hasBegun()).toBe(true);
});

it('what begins when something else does is asked anew each time', () => {
  let answer = false;
  const hasBegun = launched(() => beginsWhen(() => answer));
  expect(hasBegun()).toBe(false);
  answer = true;
  expect(hasBegun()).toBe(true);
});

it('a launch inside another is asked for itself', () => {
  let inner = () => true;
  const outer = launched(() => (inner = launched(() => deferStart())));
  expect([outer(), inner()]).toStrictEqual([true, false]);
});

it('what is subscribed to beside a launch does not count for it', () => {
  const seen: boolean[] = [];
  const hasBegun = launched(() => {
    seen.push(isLaunching());
    outsideLaunch(() => {
      seen.push(isLaunching());
      deferStart();
    });
    seen.push(isLaunching());
  });
  expect(hasBegun()).toBe(true);
  expect(seen).toStrictEqual([true, false, true]);
});

it('a launch that throws leaves no trace, and a start put off outside of one means nothing', () => {
  expect(() =>
    launch(() => {
      throw new Error('in subscribe');
    }),
  ).toThrow('in subscribe');
  expect(isLaunching()).toBe(false);
  expect(() => deferStart()()).not.toThrow();
});

it('a subscriber that subscribes to a deferred source from inside next does not unsettle its own generation', () => {
  const source = new Observable<ConverseEvent>((subscriber) => subscriber.next(vocabulary.a));
  const deferred = new Observable<never>(() => void deferStart());
  const shared = source.pipe(multicastReplay());
  const { subscription } = watch(shared, () => deferred.subscribe());
  subscription.unsubscribe();
  expect(watch(shared).seen.ends[0]).toMatchObject({ code: 'aborted' });
});

it(
  'in virtual time: left before its start a source is idle again, left after it is over',
  marbles((m) => {
    const request = m.cold('                        s-a-b-e-m|', vocabulary);
    const shared = startingAfter(3, request).pipe(multicastReplay());
    m.expect(shared, '^-!').toBeObservable('        ---', vocabulary);
    m.expect(shared, '----^-----!').toBeObservable('-------s-a-', vocabulary);
    m.expect(shared, '-------------^').toBeObservable('-------------(sa#)', vocabulary, { code: 'aborted' });
    m.expect(request).toHaveSubscriptions('         -------^--!');
  }),
);

it('left before its start a source is closed at once, also when there is a grace', () => {
  let isOpen = false;
  const source = new Observable<never>(() => {
    deferStart();
    isOpen = true;
    return () => (isOpen = false);
  });
  for (const grace of [0, 1000, Number.POSITIVE_INFINITY]) {
    const { subscription } = watch(source.pipe(multicastReplay({ grace })));
    expect(isOpen).toBe(true);
    subscription.unsubscribe();
    expect(isOpen).toBe(false);
  }
});

it('a source that does not put its start off has begun: leaving closes it for good', () => {
  const subject = new Subject<ConverseEvent>();
  const shared = subject.pipe(multicastReplay());
  watch(shared).subscription.unsubscribe();
  expect(watch(shared).seen.ends[0]).toMatchObject({ code: 'aborted' });
  expect(subject.observed).toBe(false);
});

/** Like a request that goes out later than the subscription comes in. */
function startingAfter<T>(ms: number, source: Observable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const announce = deferStart();
    return timer(ms)
      .pipe(
        tap(announce),
        switchMap(() => source),
      )
      .subscribe(subscriber);
  });
}

it('who is in between can ask too, and hides nothing from who launches', () => {
  let announce: () => void = () => undefined;
  const source = new Observable((subscriber) => {
    announce = deferStart();
    subscriber.next('here');
  });
  const { events, hasBegun } = askWhetherBegun(source);
  const seen: unknown[] = [];
  const outer = launched(() => seen.push(watch(events).seen));
  expect(seen).toEqual([{ values: ['here'], ends: [] }]);
  expect([outer(), hasBegun()]).toStrictEqual([false, false]);
  announce();
  expect([outer(), hasBegun()]).toStrictEqual([true, true]);
});

it('a source that says nothing has begun for who is in between as well', () => {
  const { events, hasBegun } = askWhetherBegun(new Subject());
  expect(launched(() => watch(events))()).toBe(true);
  expect(hasBegun()).toBe(true);
});

it('who is in between leaves the source when it is left', () => {
  const source = new Subject();
  const { subscription } = watch(askWhetherBegun(source).events);
  subscription.unsubscribe();
  expect(source.observed).toBe(false);
});
