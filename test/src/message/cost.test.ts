import type { Prices } from 'rx-bedrock';
import { describe, expect, it } from 'vitest';
import { checkPrices, costOf } from '../../../src/message/cost.js';
import { expectComplaint } from '../../complaints.js';

const prices: Prices = { inputPerMillion: 3, outputPerMillion: 15 };
const million = 1_000_000;

describe('costOf', () => {
  it('adds up what each sort of token costs', () => {
    const usage = {
      inputTokens: million,
      outputTokens: 2 * million,
      cacheReadInputTokens: 10 * million,
      cacheWriteInputTokens: 4 * million,
      totalTokens: 17 * million,
    };
    const all = { ...prices, cacheReadPerMillion: 0.3, cacheWritePerMillion: 3.75 };
    expect(costOf(usage, all)).toBeCloseTo(3 + 30 + 3 + 15, 10);
  });

  it('takes cached tokens for input where they have no price of their own', () => {
    const usage = { inputTokens: 0, outputTokens: 0, totalTokens: 3, cacheReadInputTokens: million };
    expect(costOf(usage, prices)).toBe(3);
    expect(costOf(usage, { ...prices, cacheReadPerMillion: 0 })).toBe(0);
    const written = { inputTokens: 0, outputTokens: 0, totalTokens: 3, cacheWriteInputTokens: million };
    expect(costOf(written, prices)).toBe(3);
    expect(costOf(written, { ...prices, cacheWritePerMillion: 0 })).toBe(0);
  });

  it('counts what Bedrock left out as nothing', () => {
    const absent = { inputTokens: undefined, outputTokens: undefined, totalTokens: undefined };
    expect(costOf(absent, prices)).toBe(0);
  });
});

describe('checkPrices', () => {
  it.each([
    [prices],
    [{ inputPerMillion: 0, outputPerMillion: 0 }],
    [{ ...prices, cacheReadPerMillion: 0.3, cacheWritePerMillion: 3.75 }],
  ])('lets %o pass', (each) => {
    expect(() => checkPrices(each)).not.toThrow();
  });

  it.each([
    ['inputPerMillion', '-0.1', -0.1, RangeError],
    ['outputPerMillion', 'NaN', Number.NaN, RangeError],
    ['cacheReadPerMillion', 'Infinity', Number.POSITIVE_INFINITY, RangeError],
    ['cacheWritePerMillion', '-1', -1, RangeError],
    ['inputPerMillion', 'undefined', undefined, TypeError],
    ['outputPerMillion', '"0.14"', '0.14', TypeError],
    ['cacheReadPerMillion', 'null', null, TypeError],
  ])('refuses %s where it is %s', (name, shown, price, type) => {
    expectComplaint(() => checkPrices({ ...prices, [name]: price }), {
      type,
      value: `prices.${name} is ${shown},`,
      rule: 'a price for a million tokens, 0 or more',
      fix: 'Look it up on the pricing page of your model.',
    });
  });
});
