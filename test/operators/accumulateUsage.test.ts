import {
  type ConverseEvent,
  fourCharactersPerToken,
  type GeneratedCharacters,
  type Prices,
  type UsageEstimator,
  type UsageReading,
} from 'rx-bedrock';
import { accumulateUsage, type AccumulateUsageOptions, multicastReplay } from 'rx-bedrock/operators';
import { metadata, textDelta, textMessage, toolUseDelta, vocabulary } from 'rx-bedrock/testing';
import { of, Subject, takeUntil } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../src/testing/probe.js';
import { expectComplaint, refusesOtherSources, thrownBy } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';
import { unknownDelta, unknownEvent, unknownStart } from './oddEvents.js';

const prices: Prices = { inputPerMillion: 1, outputPerMillion: 10 };
const words = { ...vocabulary, a: textDelta('Many '), b: textDelta('hands') };

function estimated(outputTokens: number, inputTokens = 0): UsageReading {
  const usage = { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
  return { usage, quality: 'estimated' };
}

const exact: UsageReading = {
  usage: { inputTokens: 12, outputTokens: 34, totalTokens: 46 },
  quality: 'exact',
};

function readingsOf(events: readonly ConverseEvent[], options?: AccumulateUsageOptions): unknown[] {
  return watch(of(...events).pipe(accumulateUsage(options))).seen.values;
}

describe('accumulateUsage', () => {
  const throwing = accumulateUsage({
    estimate: () => {
      throw new Error('from the estimator');
    },
  });
  conforms(accumulateUsage(), { throwing });
  refusesOtherSources('accumulateUsage', accumulateUsage());

  it(
    'does what its diagram draws',
    drawn('operators/accumulateUsage.ts', ({ cold, shows }) => {
      const readings = { 1: estimated(2), 2: estimated(3), 3: exact };
      shows('accumulateUsage()', cold('in', words).pipe(accumulateUsage()), readings);
    }),
  );

  it(
    'leaves the estimate the last reading of a generation that is stopped, or cut',
    marbles((m) => {
      const stopped = m.cold('s-a-b-e-m|', words).pipe(takeUntil(m.cold('-----x')));
      const values = { 1: estimated(2), 2: estimated(3) };
      m.expect(stopped.pipe(accumulateUsage())).toBeObservable('--1-2|', values);
      const cut = m.cold('s-a-b-#', words, new Error('cut'));
      m.expect(cut.pipe(accumulateUsage())).toBeObservable('--1-2-#', values, new Error('cut'));
    }),
  );

  it(
    'says nothing of what is not generated, nor of an estimate that has not grown',
    marbles((m) => {
      const values = { ...vocabulary, 1: unknownDelta, 2: unknownEvent, 3: unknownStart };
      m.expect(m.cold('s-o-1-2-3-t-x-e|', values).pipe(accumulateUsage())).toBeObservable('---------------|');
      const letters = m.cold('s-a-b-c-d-a|', vocabulary).pipe(accumulateUsage());
      m.expect(letters).toBeObservable('--1-------2|', { 1: estimated(1), 2: estimated(2) });
    }),
  );

  it('counts text, reasoning and the input of tools', () => {
    const { a, r, g, t, i, j } = vocabulary;
    const seen: GeneratedCharacters[] = [];
    const estimate: UsageEstimator = (generated) => {
      seen.push(generated);
      return fourCharactersPerToken(generated);
    };
    expect(readingsOf([a, r, g, t, i, j], { estimate }).at(-1)).toStrictEqual(estimated(5));
    expect(seen.at(-1)).toStrictEqual({ text: 1, reasoning: 2, toolInput: 16 });
    expect(readingsOf([toolUseDelta('12345678')])).toStrictEqual([estimated(2)]);
  });

  it('waits for the usage where the metadata brings none', () => {
    const without = { metadata: { metrics: { latencyMs: 1 } } } as unknown as ConverseEvent;
    expect(readingsOf([words.a, without])).toStrictEqual([estimated(2)]);
    expect(readingsOf([without, without])).toStrictEqual([]);
    expect(readingsOf([words.a, without, vocabulary.m])).toStrictEqual([estimated(2), exact]);
  });

  it('stays exact, and begins anew with another message', () => {
    const { s, a, m } = vocabulary;
    const more = metadata({ inputTokens: 1, outputTokens: 2 });
    const revised = { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 }, quality: 'exact' };
    expect(readingsOf([m, a, m, more])).toStrictEqual([exact, revised]);
    expect(readingsOf([s, a, m, s, a])).toStrictEqual([estimated(1), exact, estimated(1)]);
  });

  it('reckons the cost in both qualities, and leaves it out where there are no prices', () => {
    expect(readingsOf([words.a, vocabulary.m], { prices })).toStrictEqual([
      { ...estimated(2), cost: (2 * 10) / 1_000_000 },
      { ...exact, cost: (12 * 1 + 34 * 10) / 1_000_000 },
    ]);
    const estimate: UsageEstimator = () => ({ outputTokens: 1, inputTokens: 7 });
    expect(readingsOf([words.a], { prices, estimate })).toStrictEqual([
      { ...estimated(1, 7), cost: (7 * 1 + 1 * 10) / 1_000_000 },
    ]);
  });

  it('tells who comes late what it has told who was early', () => {
    const source = new Subject<ConverseEvent>();
    const shared = source.pipe(multicastReplay());
    const early = watch(shared.pipe(accumulateUsage({ prices }))).seen;
    for (const event of [...textMessage('Many hands make light work.'), vocabulary.r]) {
      source.next(event);
      const late = watch(shared.pipe(accumulateUsage({ prices }))).seen;
      expect(late.values.at(-1)).toStrictEqual(early.values.at(-1));
    }
    expect(early.values.length).toBeGreaterThan(5);
  });
});

describe('an estimator', () => {
  const rule = 'a number of tokens, 0 or more';

  it('that throws errors the stream with that very error', () => {
    const error = new RangeError('from the estimator');
    const estimate = () => {
      throw error;
    };
    expect(watch(of(words.a).pipe(accumulateUsage({ estimate }))).seen).toStrictEqual({
      values: [],
      ends: [error],
    });
  });

  it.each([
    ['NaN', { outputTokens: Number.NaN }, RangeError, 'The outputTokens of the estimator is NaN,', rule],
    ['less than nothing', { outputTokens: -1 }, RangeError, 'The outputTokens of the estimator is -1,', rule],
    ['no number', { outputTokens: '5' }, TypeError, 'The outputTokens of the estimator is "5",', rule],
    ['a bad input', { outputTokens: 1, inputTokens: 1 / 0 }, RangeError, 'inputTokens', rule],
    ['a promise', Promise.resolve({ outputTokens: 1 }), TypeError, 'is undefined,', rule],
    ['nothing', undefined, TypeError, 'What the estimator returned is undefined,', 'an object'],
    ['a bare number', 5, TypeError, 'What the estimator returned is 5,', 'an object'],
  ])('that returns %s errors the stream, and says why', (_, returned, type, value, must) => {
    const estimate = () => returned as never;
    const { ends } = watch(of(words.a).pipe(accumulateUsage({ estimate }))).seen;
    const raise = () => {
      throw ends[0];
    };
    expectComplaint(raise, { type, value, rule: must, fix: 'Return { outputTokens }' });
  });

  it('is not asked any more when the usage is known', () => {
    const estimate = () => {
      throw new Error('asked');
    };
    expect(readingsOf([vocabulary.s, vocabulary.m, vocabulary.a], { estimate })).toStrictEqual([exact]);
  });
});

describe('bad arguments', () => {
  it.each([
    ['options', null, TypeError, 'The options of accumulateUsage() is null,'],
    ['an estimator', { estimate: 4 }, TypeError, 'options.estimate is 4,'],
    ['no estimator', { estimate: null }, TypeError, 'options.estimate is null,'],
    ['a price', { prices: { ...prices, inputPerMillion: -1 } }, RangeError, 'prices.inputPerMillion is -1,'],
  ])('refuses %s that cannot be meant, when it is made', (_, options, type, message) => {
    const error = thrownBy(() => accumulateUsage(options as never));
    expect(error).toBeInstanceOf(type);
    expect(String(error)).toContain(message);
  });
});
