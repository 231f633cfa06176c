import type { ConverseEvent, GenerationError } from 'rx-bedrock';
import { timeoutStream, type TimeoutStreamOptions } from 'rx-bedrock/operators';
import { messageStop, textDelta, vocabulary } from 'rx-bedrock/testing';
import { concat, NEVER, type Observable, of, Subject, take, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../src/testing/probe.js';
import { opening } from '../attempts.js';
import { expectComplaint, refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';

const timeout = { code: 'timeout' };

describe('timeoutStream', () => {
  conforms(timeoutStream({ first: 1000, idle: 1000 }));
  refusesOtherSources('timeoutStream', timeoutStream());

  it(
    'does what its diagram draws',
    drawn('operators/timeoutStream.ts', ({ cold, shows }) => {
      const within = cold('in', vocabulary).pipe(timeoutStream({ idle: 5 }));
      shows('timeoutStream({ idle: 5 })', within, vocabulary, timeout);
    }),
  );

  it(
    'has a patience of its own for the first event, whatever it is',
    marbles((m) => {
      const options = { first: 4, idle: 8 };
      m.expect(NEVER.pipe(timeoutStream(options))).toBeObservable('----#', vocabulary, timeout);
      const late = m.cold('---s-------a----------', vocabulary).pipe(timeoutStream(options));
      m.expect(late).toBeObservable('---s-------a-------#', vocabulary, timeout);
    }),
  );

  it(
    'waits for ever where the patience is 0',
    marbles((m) => {
      const late = m.cold('-----s---------------a|', vocabulary);
      const within = (options: TimeoutStreamOptions) => late.pipe(timeoutStream(options));
      m.expect(within({ first: 0, idle: 0 })).toBeObservable('-----s---------------a|', vocabulary);
      m.expect(within({ first: 6, idle: 0 })).toBeObservable('-----s---------------a|', vocabulary);
      m.expect(within({ first: 0, idle: 9 })).toBeObservable('-----s--------#', vocabulary, timeout);
    }),
  );

  it(
    'changes nothing of a stream that keeps talking',
    marbles((m) => {
      const source = m.cold('                                        -s---a---b---e---m|', vocabulary);
      m.expect(source.pipe(timeoutStream({ first: 2, idle: 5 }))).toBeObservable(
        '-s---a---b---e---m|',
        vocabulary,
      );
      m.expect(source).toHaveSubscriptions('                              ^-----------------!');
    }),
  );

  it(
    'completes after messageStop, when only metadata can be missing',
    marbles((m) => {
      const source = m.cold('s-a-e---------', vocabulary);
      m.expect(source.pipe(timeoutStream({ idle: 5 }))).toBeObservable('s-a-e----|', vocabulary);
      m.expect(source).toHaveSubscriptions('^--------!');
    }),
  );

  it(
    'starts anew for each subscription',
    marbles((m) => {
      const events = m.cold('s-a--------', vocabulary).pipe(timeoutStream({ idle: 5 }));
      m.expect(events).toBeObservable('s-a----#', vocabulary, timeout);
      m.expect(events, '---^').toBeObservable('---s-a----#', vocabulary, timeout);
    }),
  );

  it(
    'has the patience of the sources by default',
    marbles((m) => {
      m.expect(NEVER.pipe(timeoutStream())).toBeObservable('290s #', vocabulary, timeout);
      const silent = concat(of(vocabulary.s), NEVER).pipe(timeoutStream({ first: 5 }));
      m.expect(silent).toBeObservable('s 289999ms #', vocabulary, timeout);
    }),
  );

  it('tells all that had arrived, and how long nothing did', () => {
    const response = { attempts: 1, requestId: 'r-1' };
    const error = timedOut(of(opening(response), textDelta('so'), textDelta(' far')));
    expect(error).toMatchObject({
      code: 'timeout',
      retryable: true,
      response,
      partial: { status: 'timedOut', message: { content: [{ text: 'so far' }] }, response },
    });
    expect(error.message).toBe('timeout: The provider sent nothing for 7 ms, between two events.');
    expect(timedOut(of()).message).toBe('timeout: The provider sent nothing for 3 ms, at first.');
  });

  it('lets go of its timer with the subscription, at any moment', () => {
    const scheduler = new VirtualTimeScheduler();
    const within = timeoutStream({ first: 3, idle: 7, scheduler });
    const source = new Subject<ConverseEvent>();
    const { subscription } = watch(source.pipe(within));
    subscription.unsubscribe();
    watch(of(messageStop()).pipe(within));
    watch(source.pipe(within, take(1)));
    source.next(textDelta('one'));
    watch(source.pipe(within));
    source.complete();
    scheduler.flush();
    expect(scheduler.frame).toBe(0);
  });

  it.each<[TimeoutStreamOptions, RangeErrorConstructor | TypeErrorConstructor, string]>([
    [{ first: -1 }, RangeError, 'options.first is -1,'],
    [{ idle: Number.NaN }, RangeError, 'options.idle is NaN,'],
    [{ idle: Infinity }, RangeError, 'options.idle is Infinity,'],
    [{ idle: '5' as never }, TypeError, 'options.idle is "5",'],
  ])('refuses %o', (options, type, value) => {
    const rule = 'a number of milliseconds from 0';
    expectComplaint(() => timeoutStream(options), { type, value, rule, fix: 'pass 0 to wait for ever.' });
  });

  it('refuses options that are none, and a scheduler that is none', () => {
    const complaint = { type: TypeError, value: '', rule: 'an object', fix: 'Pass { first, idle }' };
    expectComplaint(() => timeoutStream(5000 as never), complaint);
    const scheduler = { type: TypeError, value: 'scheduler is', rule: 'a scheduler', fix: 'leave it out' };
    expectComplaint(() => timeoutStream({ scheduler: 1 as never }), scheduler);
    // It must know the time, too.
    expectComplaint(() => timeoutStream({ scheduler: { schedule: () => undefined } as never }), scheduler);
  });
});

function timedOut(events: Observable<ConverseEvent>): GenerationError {
  const scheduler = new VirtualTimeScheduler();
  const { seen } = watch(concat(events, NEVER).pipe(timeoutStream({ first: 3, idle: 7, scheduler })));
  scheduler.flush();
  expect(seen.ends).toHaveLength(1);
  return seen.ends[0] as GenerationError;
}
