import type { ConverseEvent, GenerationError, RetryNotice, RetryOptions } from 'rx-bedrock';
import { retryBeforeContent, verifyStream } from 'rx-bedrock/operators';
import { textMessage, vocabulary } from 'rx-bedrock/testing';
import { EMPTY, of, take, throwError, VirtualTimeScheduler } from 'rxjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Probe, watch } from '../../src/testing/probe.js';
import { failure, inTurn } from '../attempts.js';
import { expectComplaint, refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';
import { emptyDelta, unknownEvent } from './oddEvents.js';

const unavailable = failure('unavailable');
const values = { ...vocabulary, 1: emptyDelta, 2: unknownEvent };

beforeEach(() => {
  // Of the longest delay always the half.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  return () => vi.restoreAllMocks();
});

describe('retryBeforeContent', () => {
  conforms(retryBeforeContent());
  refusesOtherSources('retryBeforeContent', retryBeforeContent());

  it(
    'does what its diagram draws',
    drawn('operators/retryBeforeContent.ts', ({ cold, shows }) => {
      const first = cold('source, first time', values, unavailable);
      const second = cold('source, second time', values);
      const events = inTurn(first, second).pipe(retryBeforeContent({ initialDelay: 6 }));
      shows('retryBeforeContent()', events, values);
    }),
  );

  it(
    'holds back what is no content, until there is some',
    marbles((t) => {
      const text = t.cold('          s-1-2-o-a-------b|', values);
      t.expect(text.pipe(retryBeforeContent())).toBeObservable('--------(s12oa)-b|', values);
      const call = t.cold('          s-t----i|', values);
      t.expect(call.pipe(retryBeforeContent())).toBeObservable('--(st)-i|', values);
    }),
  );

  it(
    'shows a message without content when it ends, and what had come when somebody stops it',
    marbles((t) => {
      const whole = t.cold('         s-e----m|', values);
      t.expect(whole.pipe(retryBeforeContent())).toBeObservable('--(se)-m|', values);
      const stopped = t.cold('       s---|', values);
      t.expect(stopped.pipe(retryBeforeContent())).toBeObservable('----(s|)', values);
    }),
  );

  it(
    'tries an empty end again, behind verifyStream',
    marbles((t) => {
      const events = inTurn(t.cold('s-|', values), t.cold('a-e-m|', values)).pipe(
        verifyStream(),
        retryBeforeContent({ initialDelay: 6 }),
      );
      t.expect(events).toBeObservable('-----a-e-m|', values);
    }),
  );

  it(
    'makes an error final once there was content',
    marbles((t) => {
      const source = t.cold('-s-a------#', values, unavailable);
      const events = source.pipe(retryBeforeContent());
      t.expect(events).toBeObservable('---(sa)---#', values, unavailable);
      t.expect(source).toHaveSubscriptions('^---------!');
    }),
  );

  it(
    'makes an error final that is not worth a retry, and one that is not ours',
    marbles((t) => {
      const rejected = failure('rejected');
      const refused = t.cold('-s-#', values, rejected);
      t.expect(refused.pipe(retryBeforeContent())).toBeObservable('---#', values, rejected);
      const foreign = t.cold('-s-#', values, new Error('from the source'));
      t.expect(foreign.pipe(retryBeforeContent())).toBeObservable(
        '---#',
        values,
        new Error('from the source'),
      );
    }),
  );

  it(
    'gives up after as many attempts as it may make',
    marbles((t) => {
      const source = t.cold('-#', values, unavailable);
      const events = source.pipe(retryBeforeContent({ attempts: 3, initialDelay: 2 }));
      // A delay of half of 2, then of half of 4.
      t.expect(events).toBeObservable('------#', values, unavailable);
      t.expect(source).toHaveSubscriptions(['^!', '--^!', '-----^!']);
    }),
  );

  it(
    'leaves the attempt, or the delay, when it is left',
    marbles((t) => {
      const source = t.cold('-#', values, unavailable);
      const events = source.pipe(retryBeforeContent({ initialDelay: 10 }));
      t.expect(events, '^---!').toBeObservable('-----', values);
      t.expect(source).toHaveSubscriptions(['^!']);
      const silent = t.cold('-s', values);
      t.expect(silent.pipe(retryBeforeContent()), '^---!').toBeObservable('-----', values);
      t.expect(silent).toHaveSubscriptions(['^---!']);
    }),
  );

  it('waits on the scheduler it is given, and reads its clock', () => {
    const scheduler = new VirtualTimeScheduler();
    const failing = throwError(() => unavailable);
    const events = inTurn<ConverseEvent>(failing, of(...textMessage('Hi')));
    const { seen } = watch(events.pipe(retryBeforeContent({ scheduler, maxElapsed: 100 })));
    expect(seen.ends).toEqual([]);
    scheduler.flush();
    expect(seen.ends).toEqual(['complete']);
    expect(scheduler.frame).toBe(100);
  });

  it('has the defaults that it says', () => {
    const { delays, error } = courseOf({ attempts: 12 });
    expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000, 10_000]);
    expect(error.response?.attempts).toBe(12);
    expect(courseOf({}).delays).toHaveLength(2);
  });

  it('waits five times as long after throttled', () => {
    expect(courseOf({ attempts: 4 }, failure('throttled')).delays).toEqual([500, 1000, 2000]);
  });

  it('waits for no more than maxDelay', () => {
    expect(courseOf({ attempts: 4, initialDelay: 100, maxDelay: 300 }).delays).toEqual([50, 100, 150]);
  });

  it('waits a random part of the longest delay, from nothing to all', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    expect(courseOf({ attempts: 3 }).delays).toEqual([0, 0]);
    vi.spyOn(Math, 'random').mockReturnValue(0.999_999);
    expect(courseOf({ attempts: 3 }).delays).toEqual([200, 400]);
  });

  it('tries as often as it is told, also where the delays would pass all bounds', () => {
    const { delays } = courseOf({ attempts: 1200, initialDelay: 0 });
    expect(delays).toHaveLength(1199);
    expect(new Set(delays)).toEqual(new Set([0]));
  });

  it('gives up where the next delay would end after maxElapsed', () => {
    expect(courseOf({ attempts: 9, initialDelay: 200, maxElapsed: 700 }).delays).toEqual([100, 200, 400]);
    expect(courseOf({ attempts: 9, initialDelay: 200, maxElapsed: 699 }).delays).toEqual([100, 200]);
    expect(courseOf({ attempts: 9, initialDelay: 200, maxElapsed: 0 }).delays).toEqual([]);
  });

  it('tells of each retry before the delay: how many requests, how long, and why', () => {
    const { notices } = courseOf({ attempts: 3 });
    expect(notices).toEqual([
      { attempts: 1, delay: 100, error: expect.objectContaining({ code: 'unavailable' }) as Error },
      { attempts: 2, delay: 200, error: expect.objectContaining({ response: { attempts: 2 } }) as Error },
    ]);
  });

  it('makes what onRetry throws the error of the stream', () => {
    const thrown = new Error('from onRetry');
    const probe = new Probe([], unavailable);
    const onRetry = () => {
      throw thrown;
    };
    expect(watch(probe.events.pipe(retryBeforeContent({ onRetry }))).seen.ends).toEqual([thrown]);
    expect([probe.subscriptions, probe.left]).toEqual([1, 1]);
  });

  it('hands on the very same events, and the very same error, where nothing was tried again', () => {
    const events = textMessage('One two');
    const { values: seen } = watch(of(...events).pipe(retryBeforeContent())).seen;
    expect(seen).toHaveLength(events.length);
    seen.forEach((event, at) => expect(event).toBe(events[at]));
    const rejected = failure('rejected', { attempts: 1, requestId: 'r-1' });
    expect(watch(throwError(() => rejected).pipe(retryBeforeContent())).seen.ends[0]).toBe(rejected);
  });

  it('stops a synchronous attempt in the middle of what it had held back', () => {
    const probe = new Probe(textMessage('One two three'));
    const { seen } = watch(probe.events.pipe(retryBeforeContent(), take(1)));
    expect([seen.values, seen.ends]).toEqual([[textMessage('')[0]], ['complete']]);
    // messageStart, and the content that let it go.
    expect([probe.sent, probe.left]).toEqual([2, 1]);
  });

  it('completes with an empty source, which is no failure of its own', () => {
    expect(watch(EMPTY.pipe(retryBeforeContent())).seen).toEqual({ values: [], ends: ['complete'] });
  });

  it.each<[string, RetryOptions, string, string]>([
    ['attempts: 0', { attempts: 0 }, 'attempts is 0,', 'a whole number, 1 or more'],
    ['attempts: -1', { attempts: -1 }, 'attempts is -1,', 'a whole number, 1 or more'],
    ['attempts: 1.5', { attempts: 1.5 }, 'attempts is 1.5,', 'a whole number, 1 or more'],
    ['attempts: Infinity', { attempts: Infinity }, 'attempts is Infinity,', 'a whole number'],
    ['initialDelay: NaN', { initialDelay: Number.NaN }, 'initialDelay is NaN,', 'a number of milliseconds'],
    ['maxDelay: -1', { maxDelay: -1 }, 'maxDelay is -1,', 'a number of milliseconds from 0'],
    ['maxElapsed: Infinity', { maxElapsed: Infinity }, 'maxElapsed is Infinity,', 'a number of milliseconds'],
  ])('refuses %s', (_name, options, value, rule) => {
    expectComplaint(() => retryBeforeContent(options), { type: RangeError, value, rule, fix: 'default' });
  });

  it.each<[unknown, string, string]>([
    [null, 'options of retryBeforeContent() is null', 'an object'],
    [{ attempts: '3' }, 'attempts is "3"', 'a whole number'],
    [{ onRetry: 'log' }, 'onRetry is "log"', 'a function'],
    [{ scheduler: {} }, 'scheduler is an object (Object)', 'a scheduler'],
    [{ scheduler: { schedule: () => undefined } }, 'scheduler is an object (Object)', 'a scheduler'],
  ])('refuses %o', (options, value, rule) => {
    const attempt = () => retryBeforeContent(options as RetryOptions);
    expectComplaint(attempt, { type: TypeError, value, rule, fix: '' });
  });
});

/** Fails for ever, and tells of it: in virtual time. */
function courseOf(options: RetryOptions, error: GenerationError = unavailable) {
  const notices: RetryNotice[] = [];
  const ends: unknown[] = [];
  marbles((t) => {
    const events = t
      .cold('#', values, error)
      .pipe(retryBeforeContent({ ...options, onRetry: (notice) => notices.push(notice) }));
    events.subscribe({ error: (reason: unknown) => ends.push(reason) });
  })();
  expect(ends).toHaveLength(1);
  return { notices, delays: notices.map(({ delay }) => delay), error: ends[0] as GenerationError };
}
