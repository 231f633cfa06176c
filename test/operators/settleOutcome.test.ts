import { GenerationError, type GenerationErrorCode, type Outcome, type Status } from 'rx-bedrock';
import { multicastReplay, settleOutcome, verifyStream } from 'rx-bedrock/operators';
import { textMessage, vocabulary } from 'rx-bedrock/testing';
import { concat, map, of, takeUntil, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';
import { unknownDelta, unknownEvent } from './oddEvents.js';

const ab: Outcome['message'] = { role: 'assistant', content: [{ text: 'ab' }] };
const nothing: Outcome['message'] = { role: 'assistant', content: [] };
const stopReason = 'end_turn' as const;
const used = { usage: { inputTokens: 12, outputTokens: 34, totalTokens: 46 }, metrics: { latencyMs: 420 } };

describe('settleOutcome', () => {
  conforms(settleOutcome(), { settles: true });
  refusesOtherSources('settleOutcome', settleOutcome());

  it(
    'does what its diagram draws',
    drawn('operators/settleOutcome.ts', (complete, cut) => {
      const o: Outcome = { message: ab, status: 'complete', stopReason, ...used };
      complete.shows('settleOutcome()', complete.cold('in', vocabulary).pipe(settleOutcome()), { o });
      const error = new GenerationError('truncated', 'Cut.');
      const truncated: Outcome = { message: ab, status: 'truncated', error };
      cut.shows('settleOutcome()', cut.cold('in', vocabulary, error).pipe(settleOutcome()), {
        o: truncated,
      });
    }),
  );

  it(
    'calls a completion without messageStop stopped, and knows no error of it',
    marbles((m) => {
      const source = m.cold('s-a-b-e-m|', vocabulary);
      const stopped = source.pipe(takeUntil(m.cold('-----x')));
      const o: Outcome = { message: ab, status: 'stopped' };
      m.expect(stopped.pipe(settleOutcome())).toBeObservable('-----(o|)', { o });
      const empty = m.cold('--|', vocabulary).pipe(settleOutcome());
      m.expect(empty).toBeObservable('--(o|)', { o: { message: nothing, status: 'stopped' } });
    }),
  );

  it(
    'takes the same cut for truncated behind verifyStream',
    marbles((m) => {
      const source = m.cold('            s-a-b-?|', { ...vocabulary, '?': unknownEvent });
      const seen = source.pipe(
        verifyStream(),
        settleOutcome(),
        map(({ status, message, error }) => [status, message, error?.code]),
      );
      m.expect(seen).toBeObservable('-------(o|)', { o: ['truncated', ab, 'truncated'] });
    }),
  );

  it(
    'has what arrived after messageStop, also where that ends badly',
    marbles((m) => {
      const error = new GenerationError('network', 'The line broke.');
      const source = m.cold('            s-a-b-e-m-#', vocabulary, error);
      const o: Outcome = { message: ab, status: 'failed', stopReason, ...used, error };
      m.expect(source.pipe(settleOutcome())).toBeObservable('----------(o|)', { o });
    }),
  );

  it(
    'tells a late subscriber the same, after a completion as after an error',
    marbles((m) => {
      const done = m.cold('s-a-b-e-m|', vocabulary).pipe(multicastReplay());
      const o: Outcome = { message: ab, status: 'complete', stopReason, ...used };
      m.expect(done.pipe(settleOutcome())).toBeObservable('                         ---------(o|)', { o });
      m.expect(done.pipe(settleOutcome()), '---------------^').toBeObservable('---------------(o|)', { o });

      const error = new GenerationError('model', 'The model failed.');
      const failed = m.cold('s-a-b-#', vocabulary, error).pipe(multicastReplay());
      const f: Outcome = { message: ab, status: 'failed', error };
      m.expect(failed.pipe(settleOutcome())).toBeObservable('                         ------(f|)', { f });
      m.expect(failed.pipe(settleOutcome()), '---------------^').toBeObservable('---------------(f|)', { f });
    }),
  );

  it(
    'says nothing when it is left before the end',
    marbles((m) => {
      const source = m.cold('s-a-b-e-m|', vocabulary);
      m.expect(source.pipe(settleOutcome()), '^---!').toBeObservable('-----');
      m.expect(source).toHaveSubscriptions('           ^---!');
    }),
  );
});

describe('the status of a failure', () => {
  const statuses: Record<GenerationErrorCode, Status> = {
    truncated: 'truncated',
    aborted: 'aborted',
    timeout: 'timedOut',
    budget: 'stopped',
    throttled: 'failed',
    unavailable: 'failed',
    network: 'failed',
    rejected: 'failed',
    model: 'failed',
    protocol: 'failed',
    producerLost: 'failed',
    logGap: 'failed',
    logExpired: 'failed',
    unknown: 'failed',
  };

  it.each(Object.entries(statuses))('with code %s is %s', (code, status) => {
    const error = new GenerationError(code as GenerationErrorCode, 'Something happened.');
    const outcome = outcomeOf(throwError(() => error));
    expect(outcome.status).toBe(status);
    expect(outcome.error).toBe(error);
  });
});

describe('an error of somebody else’s code', () => {
  it('is wrapped with code unknown, and keeps what had arrived and the cause', () => {
    const cause = new RangeError('from a callback');
    const { s, a } = vocabulary;
    const outcome = outcomeOf(
      concat(
        of(s, a, unknownDelta),
        throwError(() => cause),
      ),
    );
    expect(outcome.error).toBeInstanceOf(GenerationError);
    expect(outcome.error).toMatchObject({ code: 'unknown', cause, retryable: false });
    expect(outcome.error?.message).toContain('from a callback');
    expect(outcome.error?.partial).toStrictEqual({
      message: { role: 'assistant', content: [{ text: 'a' }] },
      status: 'failed',
    });
    expect(outcome.status).toBe('failed');
  });

  it.each([
    ['a string'],
    [undefined],
    [null],
    [{ an: 'object' }],
    [Symbol('a symbol')],
    [Object.create(null)],
  ])('need not be an Error: %o', (thrown: unknown) => {
    expect(outcomeOf(throwError(() => thrown)).error).toMatchObject({ code: 'unknown', cause: thrown });
  });
});

describe('the response', () => {
  it('is the error’s where the events brought none', () => {
    const response = { requestId: 'a-request', attempts: 3 };
    const error = new GenerationError('throttled', 'Slow down.', { response });
    expect(outcomeOf(throwError(() => error)).response).toEqual(response);
  });
});

it('hands out a message of its own, also where there is nothing in it', () => {
  const cut = () => outcomeOf(throwError(() => new Error('cut')));
  cut().message.content.push({ text: 'added by the caller' });
  expect(cut().message.content).toStrictEqual([]);
});

describe('another operator behind it', () => {
  it('may throw: that is not an outcome of the generation', () => {
    const error = new Error('from behind');
    const ends: unknown[] = [];
    of(...textMessage('Hello'))
      .pipe(
        settleOutcome(),
        map(() => {
          throw error;
        }),
      )
      .subscribe({ next: (value) => ends.push(value), error: (reason: unknown) => ends.push(reason) });
    expect(ends).toEqual([error]);
  });
});

function outcomeOf(source: Parameters<ReturnType<typeof settleOutcome>>[0]): Outcome {
  const seen: Outcome[] = [];
  const errors: unknown[] = [];
  source.pipe(settleOutcome()).subscribe({
    next: (outcome) => seen.push(outcome),
    error: (error: unknown) => errors.push(error),
  });
  expect(errors).toEqual([]);
  expect(seen).toHaveLength(1);
  return seen[0]!;
}
