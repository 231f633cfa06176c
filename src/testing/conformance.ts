import { EMPTY, NEVER, type OperatorFunction, of, take, tap } from 'rxjs';
import { checkFunction, checkOptions } from '../check.js';
import type { ConverseEvent } from '../events.js';
import { textDelta, textMessage } from './events.js';
import { Probe, watch } from './probe.js';
import { reportedDuring } from './reported.js';

/** What the suite needs of a test runner: the `it` and `expect` of vitest and jest have it. */
export interface TestRunner {
  it: (name: string, test: () => Promise<void>) => unknown;
  expect: (actual: unknown) => { toBe: (expected: unknown) => void; toEqual: (expected: unknown) => void };
}

/** The test runner, and what the suite must know of the operator. */
export interface ConformanceOptions extends TestRunner {
  /**
   * Whether subscribers share one subscription to the source, as behind `multicastReplay`.
   * @default false
   */
  shares?: boolean;
  /**
   * Whether it turns errors into values, as `settleOutcome` does.
   * @default false
   */
  settles?: boolean;
  /**
   * A whole answer that suits the operator, where not every one does.
   * @default a sentence
   */
  answer?: readonly ConverseEvent[];
  /** The same operator made with a callback that throws, where it takes one. */
  throwing?: OperatorFunction<ConverseEvent, unknown>;
}

type Operator = OperatorFunction<ConverseEvent, unknown>;

/** The options, whole, and with an `it` that takes a test as it comes. */
type Bench = Omit<ConformanceOptions, 'it' | 'answer'> & {
  it: (name: string, test: () => unknown) => void;
  answer: readonly ConverseEvent[];
};

const sentence = textMessage('Many hands make light work.');

/**
 * Declares the tests that every operator on events must pass: what it does with a source that never emits, is empty,
 * emits one event or many, errors or never ends; with a subscriber that leaves early or throws; with a callback that
 * throws; with a second subscription.
 *
 * @example
 * ```ts
 * import { selectText } from 'rx-bedrock/operators';
 * import { behavesLikeAnOperator } from 'rx-bedrock/testing';
 * import { expect, it } from 'vitest';
 *
 * behavesLikeAnOperator(selectText(), { it, expect });
 * ```
 *
 * @param operator - the operator, with its arguments
 * @param options - see {@link ConformanceOptions}
 */
export function behavesLikeAnOperator(operator: Operator, options: ConformanceOptions): void {
  checkFunction(
    'The operator of behavesLikeAnOperator()',
    operator,
    'Pass it with its arguments: selectText().',
  );
  const fix = "Pass those of your test runner: { it, expect }, from 'vitest' say.";
  checkOptions('The options of behavesLikeAnOperator()', options, fix);
  checkFunction('options.it', options.it, fix);
  checkFunction('options.expect', options.expect, fix);
  const bench: Bench = {
    answer: sentence,
    ...options,
    it: (name, test) => {
      options.it(name, async () => {
        await test();
      });
    },
  };
  endsAsItsSourceDoes(operator, bench);
  letsItsSourceGo(operator, bench);
  if (options.shares) sharesItsSource(operator, bench);
  else keepsSubscriptionsApart(operator, bench);
  survivesAThrowingSubscriber(operator, bench);
  if (options.throwing) survivesAThrowingCallback(options.throwing, bench);
}

function endsAsItsSourceDoes(operator: Operator, { answer, it, expect, settles }: Bench): void {
  it('never: says nothing of an end while the source has none', () => {
    const { seen, subscription } = watch(NEVER.pipe(operator));
    subscription.unsubscribe();
    expect(seen.ends).toEqual([]);
  });

  it('empty: ends once', () => {
    expect(watch(EMPTY.pipe(operator)).seen.ends.length).toBe(1);
  });

  it('one: ends once', () => {
    expect(watch(of(textDelta('one')).pipe(operator)).seen.ends.length).toBe(1);
  });

  it('many: completes with a whole answer', () => {
    expect(watch(of(...answer).pipe(operator)).seen.ends).toEqual(['complete']);
  });

  it(settles ? 'error: makes it a value, and completes' : 'error: hands on the very same one', () => {
    const error = new Error('from the source');
    const { ends } = watch(new Probe(answer.slice(0, 3), error).events.pipe(operator)).seen;
    expect(ends.length).toBe(1);
    expect(ends[0]).toBe(settles ? 'complete' : error);
  });
}

function letsItsSourceGo(operator: Operator, { answer, it, expect }: Bench): void {
  it('never-ending: leaves the source when it is left itself', () => {
    const probe = new Probe(answer.slice(0, 3));
    const { seen, subscription } = watch(probe.events.pipe(operator));
    expect(seen.ends).toEqual([]);
    expect(probe.left).toBe(0);
    subscription.unsubscribe();
    expect(probe.left).toBe(1);
  });

  it('early leave: take(1) stops a synchronous source of 1,000 events at once', () => {
    const probe = new Probe(Array.from({ length: 1000 }, () => textDelta('on and on ')));
    let sentUntilFirst = probe.sent;
    const noted = tap(() => (sentUntilFirst = probe.sent));
    const { seen, subscription } = watch(probe.events.pipe(operator, noted, take(1)));
    subscription.unsubscribe();
    if (seen.values.length > 0) expect(probe.sent).toBe(sentUntilFirst);
    expect(seen.values.length <= 1).toBe(true);
    expect(probe.left).toBe(probe.subscriptions);
  });
}

function keepsSubscriptionsApart(operator: Operator, { answer, it, expect }: Bench): void {
  it('second subscription: has a state of its own', () => {
    const probe = new Probe(answer, 'complete');
    const result = probe.events.pipe(operator);
    const first = watch(result).seen;
    expect(watch(result).seen).toEqual(first);
    expect(probe.subscriptions).toBe(2);
  });
}

function sharesItsSource(operator: Operator, { answer, it, expect }: Bench): void {
  it('second subscription: shares the first one, and ends like it', () => {
    const probe = new Probe(answer, 'complete');
    const result = probe.events.pipe(operator);
    const first = watch(result).seen;
    expect(watch(result).seen.ends).toEqual(first.ends);
    expect(probe.subscriptions).toBe(1);
  });

  it('second source: is kept apart from the first', () => {
    const first = watch(of(...answer).pipe(operator)).seen;
    expect(watch(of(...answer).pipe(operator)).seen).toEqual(first);
  });
}

function survivesAThrowingSubscriber(operator: Operator, { answer, it, expect }: Bench): void {
  it('throwing subscriber: is reported, and changes nothing for the stream', async () => {
    const expected = watch(of(...answer).pipe(operator)).seen;
    const error = new Error('from the subscriber');
    const reported = await reportedDuring(() => {
      const { seen } = watch(of(...answer).pipe(operator), () => {
        throw error;
      });
      expect(seen).toEqual(expected);
    });
    expect(reported.filter((each) => each === error).length).toBe(expected.values.length);
  });
}

function survivesAThrowingCallback(operator: Operator, { answer, it, expect, settles }: Bench): void {
  it('throwing callback: is an error of the stream, and leaves the source', () => {
    const probe = new Probe(answer);
    const { ends } = watch(probe.events.pipe(operator)).seen;
    expect(ends.length).toBe(1);
    expect(ends[0] === 'complete').toBe(settles === true);
    expect(probe.left).toBe(1);
  });
}
