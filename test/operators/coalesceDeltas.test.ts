import fc from 'fast-check';
import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import { coalesceDeltas, multicastReplay } from 'rx-bedrock/operators';
import { citationDelta, reasoningDelta, textDelta, toolUseDelta, vocabulary } from 'rx-bedrock/testing';
import { from, queueScheduler, Subject, VirtualTimeScheduler } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { watch } from '../../src/testing/probe.js';
import { expectComplaint, refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { answerFrom, drafts } from '../laws/answers.js';
import { expectCoalescedToFoldTheSame } from '../laws/coalesced.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';
import { absentDelta, twoMembers, unknownDelta, unknownEvent } from './oddEvents.js';

const events = {
  ...vocabulary,
  A: textDelta('abc'),
  B: textDelta('ab'),
  J: toolUseDelta('{"city":"Turin"}', 1),
};

describe('coalesceDeltas', () => {
  conforms(coalesceDeltas({ ms: 5 }));
  refusesOtherSources('coalesceDeltas', coalesceDeltas({ ms: 5 }));

  it(
    'does what its diagram draws',
    drawn('operators/coalesceDeltas.ts', ({ cold, shows }) => {
      shows('coalesceDeltas({ ms: 3 })', cold('in', events).pipe(coalesceDeltas({ ms: 3 })), events);
    }),
  );

  it(
    'sends what is held ahead of any other event, which never waits',
    marbles((m) => {
      const source = m.cold('                             s-ab--x---t-i-j----y------e|', events);
      m.expect(source.pipe(coalesceDeltas({ ms: 99 }))).toBeObservable(
        's-----(Bx)t--------(Jy)---e|',
        events,
      );
    }),
  );

  it(
    'sends what is held before a completion, and before an error',
    marbles((m) => {
      const error = new GenerationError('network', 'The line broke.');
      const [whole, broken] = [m.cold('sa-b|', events), m.cold('sa-b#', events, error)];
      m.expect(whole.pipe(coalesceDeltas({ ms: 99 }))).toBeObservable(' s---(B|)', events);
      m.expect(broken.pipe(coalesceDeltas({ ms: 99 }))).toBeObservable('s---(B#)', events, error);
    }),
  );

  it('leaves the source, and no timer behind, when it is left', () => {
    const scheduler = new VirtualTimeScheduler();
    const source = new Subject<ConverseEvent>();
    const { subscription } = watch(source.pipe(coalesceDeltas({ ms: 5, scheduler })));
    source.next(events.a);
    expect(scheduler.actions).toHaveLength(1);
    subscription.unsubscribe();
    expect(scheduler.actions).toStrictEqual([]);
    expect(source.observed).toBe(false);
  });

  it(
    'gives each subscriber of a shared generation a window of its own',
    marbles((m) => {
      const shared = m.cold('                            s-abc---d-------e|', events).pipe(multicastReplay());
      m.expect(shared.pipe(coalesceDeltas({ ms: 3 }))).toBeObservable('s----A-----d----e|', events);
      m.expect(shared.pipe(coalesceDeltas({ ms: 9 }))).toBeObservable('s----------D----e|', {
        ...events,
        D: textDelta('abcd'),
      });
    }),
  );

  it('joins only neighbours of one block and kind, and keeps the order of all', () => {
    const c = citationDelta({ title: 'a source' });
    const source = [
      ...[textDelta('a', 0), textDelta('b', 0), textDelta('c', 1), textDelta('d', 0), reasoningDelta('e', 0)],
      ...[
        unknownDelta,
        textDelta('f'),
        c,
        textDelta('g'),
        absentDelta,
        twoMembers,
        unknownEvent,
        textDelta('h'),
      ],
    ];
    const { values } = watch(from(source).pipe(coalesceDeltas({ ms: 5 }))).seen;
    expect(values).toStrictEqual([textDelta('ab', 0), ...source.slice(2)]);
    // What had no neighbour is the very same event.
    expect(values.slice(1).every((value, at) => value === source[at + 2])).toBe(true);
  });

  it('keeps the order when a subscriber makes the source go on, or end', () => {
    const source = new Subject<ConverseEvent>();
    const { seen } = watch(source.pipe(coalesceDeltas({ ms: 99 })), () => {
      if (seen.values.length !== 1) return;
      source.next(events.c);
      source.next(events.y);
      source.complete();
    });
    source.next(events.a);
    source.next(events.x);
    expect(seen).toStrictEqual({ values: [events.a, events.x, events.c, events.y], ends: ['complete'] });
  });

  it('keeps it also where the timers sleep, and what is held goes on with the next event', () => {
    const asleep = new TestScheduler(() => undefined);
    const source = new Subject<ConverseEvent>();
    const { seen } = watch(source.pipe(coalesceDeltas({ ms: 50, scheduler: asleep })), () => {
      if (seen.values.length === 1) source.next(events.c);
    });
    source.next(events.a);
    asleep.frame = 50;
    source.next(events.b);
    source.complete();
    expect(seen).toStrictEqual({ values: [events.a, textDelta('bc')], ends: ['complete'] });
  });

  it('goes on with a scheduler that does not wait', () => {
    const source = new Subject<ConverseEvent>();
    const { seen } = watch(source.pipe(coalesceDeltas({ ms: 0, scheduler: queueScheduler })));
    source.next(events.a);
    source.next(events.b);
    expect(seen.values).toStrictEqual([events.a, events.b]);
  });

  it('goes on with the next event where the timers sleep', () => {
    const asleep = new TestScheduler(() => undefined);
    const source = new Subject<ConverseEvent>();
    const { seen } = watch(source.pipe(coalesceDeltas({ ms: 50, scheduler: asleep })));
    source.next(events.a);
    asleep.frame = 49;
    source.next(events.b);
    expect(seen.values).toStrictEqual([]);
    asleep.frame = 50;
    source.next(events.c);
    expect(seen.values).toStrictEqual([events.B]);
  });
});

describe('the folds', () => {
  it('are those of the source whenever nothing is held, and at the end, of generated answers', () => {
    fc.assert(
      fc.property(drafts, fc.array(fc.boolean()), fc.boolean(), (draft, pauses, hasFailed) => {
        expectCoalescedToFoldTheSame(answerFrom(draft), pauses, hasFailed ? new Error('cut') : undefined);
      }),
      { numRuns: 150 },
    );
  });
});

describe('coalesceDeltas({ frames: true })', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('tells a screen once per frame, where there are frames', () => {
    vi.stubGlobal('requestAnimationFrame', vi.fn());
    new TestScheduler(expectSame).run(({ animate, cold, expectObservable }) => {
      animate('                                              ----x---x---x---x');
      const source = cold('                                  s-ab-cd------a|', events);
      expectObservable(source.pipe(coalesceDeltas({ frames: true }))).toBe('s---P---Q-----(a|)', {
        ...events,
        P: textDelta('ab'),
        Q: textDelta('cd'),
      });
    });
  });

  it('does not stall in a hidden tab, which has no frames', () => {
    vi.stubGlobal('requestAnimationFrame', vi.fn());
    new TestScheduler(expectSame).run(({ animate, cold, expectObservable }) => {
      animate('');
      const source = cold('a 49ms b 150ms c 300ms |', events);
      const expected = '   100ms B 200ms c 200ms |';
      expectObservable(source.pipe(coalesceDeltas({ frames: true }))).toBe(expected, events);
    });
  });

  it('takes 16 ms for a frame where there are none', () => {
    new TestScheduler(expectSame).run(({ cold, expectObservable }) => {
      const source = cold('a 9ms b 50ms |', events);
      expectObservable(source.pipe(coalesceDeltas({ frames: true }))).toBe('16ms B 44ms |', events);
    });
  });
});

function expectSame(actual: unknown, expected: unknown): void {
  expect(actual).toStrictEqual(expected);
}

it.each([
  ['undefined', undefined],
  ['50', 50],
  ['an object (Object)', {}],
  ['an object (Object)', { ms: 5, frames: true }],
  ['an object (Object)', { frames: false }],
])('refuses the window %s', (value, window) => {
  expectComplaint(() => coalesceDeltas(window as never), {
    type: TypeError,
    value: `The window of coalesceDeltas() is ${value},`,
    rule: '',
    fix: '{ ms: 50 }',
  });
});

it.each([
  [RangeError, 'window.ms is -1,', { ms: -1 }],
  [RangeError, 'window.ms is Infinity,', { ms: Number.POSITIVE_INFINITY }],
  [TypeError, 'window.ms is "5",', { ms: '5' }],
])('refuses a time that cannot be waited: %s %s', (type, value, window) => {
  expectComplaint(() => coalesceDeltas(window as never), {
    type,
    value,
    rule: 'a number of milliseconds',
    fix: 'what a reader does not notice',
  });
});

it('refuses a scheduler that is none', () => {
  expectComplaint(() => coalesceDeltas({ ms: 5, scheduler: {} as never }), {
    type: TypeError,
    value: 'window.scheduler is an object (Object),',
    rule: 'a scheduler',
    fix: 'leave it out',
  });
});
