import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import { multicastReplay, tapTiming, type Timing } from 'rx-bedrock/operators';
import { metadata, textDelta, vocabulary } from 'rx-bedrock/testing';
import { config, EMPTY, map, of, Subject, take, takeUntil } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { watch } from '../../src/testing/probe.js';
import { expectComplaint, refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';
import { unknownDelta, unknownEvent, unknownStart } from './oddEvents.js';

/** A clock that a test sets. */
class Clock {
  time = 1_000;
  now = () => this.time;
}

describe('tapTiming', () => {
  conforms(tapTiming(() => undefined));
  refusesOtherSources(
    'tapTiming',
    tapTiming(() => undefined),
  );

  it(
    'does what its diagram draws',
    drawn('operators/tapTiming.ts', ({ cold, shows }) => {
      const told = new Subject<Timing>();
      const observer = (timing: Timing) => told.next(timing);
      const events = { ...vocabulary, m: metadata({ outputTokens: 3 }, 7) };
      shows('tapTiming(observer)', cold('in', events).pipe(tapTiming(observer)), events);
      shows('observer', told, {
        t: {
          ended: 'completed',
          total: 10,
          firstEvent: 1,
          firstText: 3,
          gaps: { p50: 2, p95: 2, max: 2 },
          tokensPerSecond: 1500,
          latencyMs: 7,
        },
      });
    }),
  );

  it(
    'takes the time by the scheduler that it is given',
    marbles((m) => {
      const observer = vi.fn();
      const timed = m
        .cold('a 99ms b 299ms c 9ms |', vocabulary)
        .pipe(tapTiming(observer, { scheduler: m.scheduler }));
      m.expect(timed).toBeObservable('a 99ms b 299ms c 9ms |', vocabulary);
      m.flush();
      expect(observer.mock.calls).toStrictEqual([
        [
          {
            ended: 'completed',
            total: 410,
            firstEvent: 0,
            firstText: 0,
            gaps: { p50: 100, p95: 300, max: 300 },
          },
        ],
      ]);
    }),
  );

  it(
    'tells that it failed, before the error, or that it was stopped',
    marbles((m) => {
      const observer = vi.fn();
      const error = new GenerationError('truncated', 'The stream was cut.');
      const cut = m.cold('                        s-a-#', vocabulary, error);
      m.expect(cut.pipe(tapTiming(observer))).toBeObservable('s-a-#', vocabulary, error);
      const stopped = cut.pipe(takeUntil(m.cold('---x')));
      m.expect(stopped.pipe(tapTiming(observer))).toBeObservable('          s-a|', vocabulary);
      m.flush();
      const times = { firstEvent: 0, firstText: 2 };
      expect(observer.mock.calls).toStrictEqual([
        [{ ended: 'completed', total: 3, ...times }],
        [{ ended: 'failed', total: 4, ...times }],
      ]);
    }),
  );

  it('tells that it was left, once', () => {
    const clock = new Clock();
    const observer = vi.fn();
    const source = new Subject<ConverseEvent>();
    const { subscription } = watch(source.pipe(tapTiming(observer, { scheduler: clock })));
    source.next(vocabulary.s);
    clock.time += 5;
    subscription.unsubscribe();
    subscription.unsubscribe();
    expect(observer.mock.calls).toStrictEqual([[{ ended: 'left', total: 5, firstEvent: 0 }]]);
    watch(of(...[vocabulary.s, vocabulary.a]).pipe(tapTiming(observer, { scheduler: clock }), take(1)));
    expect(observer.mock.calls[1]).toStrictEqual([{ ended: 'left', total: 0, firstEvent: 0 }]);
  });

  it('knows of nothing where nothing comes', () => {
    const observer = vi.fn();
    watch(EMPTY.pipe(tapTiming(observer, { scheduler: new Clock() })));
    expect(observer.mock.calls).toStrictEqual([[{ ended: 'completed', total: 0 }]]);
  });

  it('measures between events with content, of any kind, and no others', () => {
    const clock = new Clock();
    const observer = vi.fn();
    const { o, s, t, i, y, e } = vocabulary;
    const events = [s, o, t, i, unknownStart, unknownDelta, unknownEvent, y, e];
    const late = map((event: ConverseEvent) => {
      clock.time += 10;
      return event;
    });
    watch(of(...events).pipe(late, tapTiming(observer, { scheduler: clock })));
    const [[timing]] = observer.mock.calls as [[Timing]];
    expect(timing.gaps).toStrictEqual({ p50: 10, p95: 10, max: 10 });
    expect(timing.firstText).toBeUndefined();
  });

  it('gives no speed without usage, or where all came in no time', () => {
    const observer = vi.fn();
    watch(of(vocabulary.a, vocabulary.b, vocabulary.m).pipe(tapTiming(observer, { scheduler: new Clock() })));
    watch(of(vocabulary.a, { metadata: {} } as ConverseEvent).pipe(tapTiming(observer)));
    for (const [timing] of observer.mock.calls) expect(timing).not.toHaveProperty('tokensPerSecond');
  });

  it('never measures backwards, should the clock be put back', () => {
    const clock = new Clock();
    const observer = vi.fn();
    const source = new Subject<ConverseEvent>();
    watch(source.pipe(tapTiming(observer, { scheduler: clock })));
    source.next(textDelta('a'));
    clock.time -= 500;
    source.next(textDelta('b'));
    clock.time += 20;
    source.next(textDelta('c'));
    source.complete();
    expect(observer.mock.calls).toMatchObject([[{ total: 20, gaps: { p50: 0, p95: 20, max: 20 } }]]);
  });

  it(
    'times a generation upstream of the sharing, and behind it each subscription',
    marbles((m) => {
      const [upstream, late] = [vi.fn(), vi.fn()];
      const shared = m.cold('s-a-b-e|', vocabulary).pipe(tapTiming(upstream), multicastReplay());
      m.expect(shared).toBeObservable('s-a-b-e|', vocabulary);
      const events = { ...vocabulary, B: textDelta('ab') };
      m.expect(shared.pipe(tapTiming(late)), '---------^').toBeObservable('---------(sBe|)', events);
      m.flush();
      const times = { ended: 'completed', firstEvent: 0 };
      expect(upstream.mock.calls).toMatchObject([[{ ...times, total: 7, firstText: 2 }]]);
      expect(late.mock.calls).toMatchObject([[{ ...times, total: 0, firstText: 0 }]]);
    }),
  );
});

describe('an observer that throws', () => {
  const error = new Error('from the observer');
  const throwing = tapTiming(() => {
    throw error;
  });

  it('at a completion makes the stream error', () => {
    expect(watch(of(vocabulary.a).pipe(throwing)).seen).toStrictEqual({
      values: [vocabulary.a],
      ends: [error],
    });
  });

  it('at an error, or when it is left, is reported, and hides nothing', async () => {
    const reported = vi.fn();
    config.onUnhandledError = reported;
    const source = new Subject<ConverseEvent>();
    const left = watch(source.pipe(throwing)).subscription;
    const failed = watch(source.pipe(throwing)).seen;
    expect(() => left.unsubscribe()).not.toThrow();
    const cut = new Error('cut');
    source.error(cut);
    expect(failed.ends).toStrictEqual([cut]);
    await new Promise((resolve) => setTimeout(resolve, 0));
    config.onUnhandledError = null;
    expect(reported.mock.calls).toStrictEqual([[error], [error]]);
  });
});

it.each([
  ['The observer of tapTiming() is undefined,', [undefined]],
  ['The options of tapTiming() is null,', [vi.fn(), null]],
  ['options.scheduler is an object (Object),', [vi.fn(), { scheduler: {} }]],
])('refuses what cannot be meant: %s', (value, args) => {
  expectComplaint(() => tapTiming(...(args as Parameters<typeof tapTiming>)), {
    type: TypeError,
    value,
    rule: '',
    fix: '',
  });
});
