import { type ConverseEvent, firstToStart, type FirstToStartOptions } from 'rx-bedrock';
import { multicastReplay } from 'rx-bedrock/operators';
import { textDelta, textMessage, vocabulary } from 'rx-bedrock/testing';
import { concat, EMPTY, NEVER, type Observable, of, take, throwError, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { Probe, watch } from '../../../src/testing/probe.js';
import { failure, opening, responsesOf } from '../../attempts.js';
import { expectComplaint } from '../../complaints.js';
import { drawn } from '../../drawn.js';
import { marbles } from '../../marbles.js';

const throttled = failure('throttled', { requestId: 'r-2', attempts: 3 });
const fails = (error: unknown) => throwError(() => error) as Observable<ConverseEvent>;
const answer = () => of(opening({ requestId: 'r-9', attempts: 1 }), ...textMessage('Hi').slice(1));

describe('firstToStart', () => {
  it(
    'does what its diagram draws',
    drawn('src/source/firstToStart.ts', ({ cold, shows }) => {
      const sources = [cold('source 0', vocabulary), cold('source 1, after the delay', vocabulary)];
      shows('firstToStart(sources)', firstToStart(sources, { delay: 5 }), vocabulary);
    }),
  );

  it(
    'asks the next source when the first shows nothing, and takes the one that starts first',
    marbles((m) => {
      const first = m.cold('  -s---------a', vocabulary);
      const second = m.cold('     -s-a----b-e-m|', vocabulary);
      const events = firstToStart([first, second], { delay: 4 });
      m.expect(events).toBeObservable('-------(sa)-b-e-m|', vocabulary);
      m.expect(first).toHaveSubscriptions('^------!');
      m.expect(second).toHaveSubscriptions('----^------------!');
    }),
  );

  it(
    'closes the second when the first starts after all',
    marbles((m) => {
      const first = m.cold('  -s---a----e|', vocabulary);
      const second = m.cold('     -s-a', vocabulary);
      const events = firstToStart([first, second], { delay: 4 });
      m.expect(events).toBeObservable('-----(sa)-e|', vocabulary);
      m.expect(second).toHaveSubscriptions('----^!');
    }),
  );

  it(
    'asks nobody else when the first starts in time',
    marbles((m) => {
      const first = m.cold('  --(sa)------e|', vocabulary);
      const second = m.cold('s', vocabulary);
      m.expect(firstToStart([first, second], { delay: 4 })).toBeObservable('--(sa)------e|', vocabulary);
      m.expect(second).toHaveSubscriptions([]);
    }),
  );

  it(
    'waits as long again before it asks the one after that',
    marbles((m) => {
      const third = m.cold('        -a-|', vocabulary);
      const events = firstToStart([NEVER, NEVER, third], { delay: 3 });
      m.expect(events).toBeObservable('-------a-|', vocabulary);
    }),
  );

  it(
    'does not wait for those that are out: the next one is asked at once, and has its own time',
    marbles((m) => {
      const first = m.cold(' --#', vocabulary, throttled);
      const second = m.cold('  ----------a|', vocabulary);
      const third = m.cold('        -a|', vocabulary);
      const events = firstToStart([first, second, third], { delay: 6 });
      m.expect(events).toBeObservable('---------a|', vocabulary);
      m.expect(second).toHaveSubscriptions('--^------!');
      m.expect(third).toHaveSubscriptions('--------^-!');
    }),
  );

  it(
    'waits for the one that still runs when the other is out, and for the delay of the third',
    marbles((m) => {
      const first = m.cold(' -------------a|', vocabulary);
      const second = m.cold('   -#', vocabulary, throttled);
      const third = m.cold('       -----s', vocabulary);
      const events = firstToStart([first, second, third], { delay: 3 });
      m.expect(events).toBeObservable('-------------a|', vocabulary);
      m.expect(third).toHaveSubscriptions('------^------!');
    }),
  );

  it(
    'is the error of the last one to fail, when all have',
    marbles((m) => {
      const first = m.cold('-------#', vocabulary, failure('unavailable'));
      const second = m.cold('  --#', vocabulary, throttled);
      const events = firstToStart([first, second], { delay: 2 });
      m.expect(events).toBeObservable('-------#', vocabulary, { code: 'unavailable' });
    }),
  );

  it(
    'makes an error final once there was content',
    marbles((m) => {
      const cut = failure('network');
      const first = m.cold('a---#', vocabulary, cut);
      const second = m.cold('a', vocabulary);
      m.expect(firstToStart([first, second], { delay: 2 })).toBeObservable('a---#', vocabulary, cut);
      m.expect(second).toHaveSubscriptions([]);
    }),
  );

  it(
    'leaves all that run when it is left',
    marbles((m) => {
      const first = m.cold('-s-', vocabulary);
      const second = m.cold('-s-', vocabulary);
      const third = m.cold('-s-', vocabulary);
      m.expect(firstToStart([first, second, third], { delay: 2 }), '^--!').toBeObservable('----', vocabulary);
      m.expect(first).toHaveSubscriptions('^--!');
      m.expect(second).toHaveSubscriptions('--^!');
      m.expect(third).toHaveSubscriptions([]);
    }),
  );

  it('has the delay that it says, on the scheduler it is given, and leaves no timer', () => {
    const scheduler = new VirtualTimeScheduler();
    const { seen } = watch(firstToStart([NEVER, answer, NEVER], { scheduler }));
    expect(seen.ends).toEqual([]);
    scheduler.flush();
    expect(seen.ends).toEqual(['complete']);
    expect(scheduler.frame).toBe(2000);
    expect(watch(firstToStart([answer, NEVER], { scheduler })).seen.ends).toEqual(['complete']);
    watch(firstToStart([NEVER, NEVER], { scheduler })).subscription.unsubscribe();
    scheduler.flush();
    expect(scheduler.frame).toBe(2000);
  });

  it('asks all but at once with a delay of 0, unless the first has started', () => {
    const third = vi.fn(() => NEVER);
    const started = inVirtualTime([NEVER, NEVER, third], { delay: 0 });
    expect([third.mock.calls.length, started.elapsed]).toEqual([1, 0]);
    third.mockClear();
    inVirtualTime([answer, third], { delay: 0 });
    expect(third).not.toHaveBeenCalled();
  });

  it('says which source served, and how many requests were made, of those still under way one each', () => {
    const { values } = inVirtualTime([fails(throttled), () => NEVER, answer, NEVER]);
    expect(responsesOf(values)).toEqual([{ requestId: 'r-9', attempts: 5, source: '2' }]);
    expect(responsesOf(inVirtualTime([answer, NEVER]).values)).toEqual([
      { requestId: 'r-9', attempts: 1, source: '0' },
    ]);
  });

  it('says it in an error, before and after content', () => {
    const before = inVirtualTime([
      fails(throttled),
      fails(failure('network', { requestId: 'r-3', attempts: 1 })),
    ]);
    expect(before.ends).toMatchObject([{ response: { requestId: 'r-3', attempts: 4, source: '1' } }]);
    const cut = concat(of(opening({ attempts: 1 }), textDelta('so far')), fails(failure('network')));
    const after = inVirtualTime([NEVER, cut]);
    expect(responsesOf(after.values)).toEqual([{ attempts: 2, source: '1' }]);
    expect(after.ends).toMatchObject([{ code: 'network', response: { attempts: 2, source: '1' } }]);
  });

  it.each(['aborted', 'budget'] as const)('ends with %s: the caller meant it', (code) => {
    const next = vi.fn(answer);
    const ends = inVirtualTime([fails(failure(code)), next]).ends;
    expect(ends).toMatchObject([{ code, response: { attempts: 1, source: '0' } }]);
    expect(next).not.toHaveBeenCalled();
  });

  it('starts anew with each subscription, factories too', () => {
    const first = vi.fn(() => fails(throttled));
    const events = firstToStart([first, answer]);
    for (const times of [1, 2]) {
      expect(responsesOf(watch(events).seen.values)).toMatchObject([{ attempts: 4, source: '1' }]);
      expect(first).toHaveBeenCalledTimes(times);
    }
  });

  it('goes on where a factory throws, or an error is of somebody else; the last one is handed on as it is', () => {
    const thrown = new TypeError('no such region');
    const broken = () => {
      throw thrown;
    };
    expect(responsesOf(inVirtualTime([broken, fails(thrown), answer]).values)).toMatchObject([
      { attempts: 3 },
    ]);
    expect(inVirtualTime([fails(throttled), broken]).ends[0]).toBe(thrown);
    expect(inVirtualTime([(() => 5) as never]).ends[0]).toBeInstanceOf(TypeError);
  });

  it('completes with a source that completes', () => {
    expect(inVirtualTime([EMPTY, answer])).toMatchObject({ values: [], ends: ['complete'] });
  });

  it('closes the others before anybody sees the first event, and a synchronous source when it is left', () => {
    const loser = new Probe([vocabulary.s]);
    const scheduler = new VirtualTimeScheduler();
    let leftAtFirst: number | undefined;
    watch(firstToStart([loser.events, answer], { scheduler }), () => (leftAtFirst ??= loser.left));
    scheduler.flush();
    expect(leftAtFirst).toBe(1);
    const probe = new Probe(textMessage('One two three'));
    expect(watch(firstToStart([probe.events, NEVER]).pipe(take(2))).seen.values).toHaveLength(2);
    expect([probe.sent, probe.left]).toEqual([2, 1]);
  });

  it('can be shared', () => {
    const generation = firstToStart([fails(throttled), answer]).pipe(multicastReplay());
    for (const _ of [1, 2]) {
      expect(responsesOf(watch(generation).seen.values)).toMatchObject([{ attempts: 4, source: '1' }]);
    }
  });
});

describe('firstToStart, bad arguments', () => {
  it.each([undefined, []])('refuses sources that are %o', (sources) => {
    const complaint = { value: 'The sources of firstToStart() is', rule: 'a list of at least one', fix: '' };
    expectComplaint(() => firstToStart(sources as never), { type: TypeError, ...complaint });
  });

  it.each<[unknown, RangeErrorConstructor | TypeErrorConstructor, string, string]>([
    [null, TypeError, 'The options of firstToStart() is null', 'an object'],
    [{ delay: Number.NaN }, RangeError, 'options.delay is NaN', 'a number of milliseconds from 0'],
    [{ delay: -1 }, RangeError, 'options.delay is -1', 'a number of milliseconds from 0'],
    [{ delay: '1' }, TypeError, 'options.delay is "1"', 'a number of milliseconds from 0'],
    [{ scheduler: 1 }, TypeError, 'options.scheduler is 1', 'a scheduler'],
  ])('refuses options %o', (options, type, value, rule) => {
    expectComplaint(() => firstToStart([answer], options as never), { type, value, rule, fix: '' });
  });
});

function inVirtualTime(sources: Parameters<typeof firstToStart>[0], options: FirstToStartOptions = {}) {
  const scheduler = new VirtualTimeScheduler();
  const { seen } = watch(firstToStart(sources, { ...options, scheduler }));
  scheduler.flush();
  return { ...seen, elapsed: scheduler.frame };
}
