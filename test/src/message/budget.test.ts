import type { Budget } from 'rx-bedrock';
import { describe, expect, it } from 'vitest';
import { checkBudget, excessOf } from '../../../src/message/budget.js';
import { noUsage, type UsageState } from '../../../src/message/usage.js';
import { expectComplaint } from '../../complaints.js';

const prices = { inputPerMillion: 1, outputPerMillion: 10 };

describe('a budget', () => {
  it.each<[string, unknown, RangeErrorConstructor | TypeErrorConstructor, string, string]>([
    ['nothing', undefined, TypeError, 'The budget is undefined,', 'an object'],
    ['no limit', {}, TypeError, 'The budget is an object', 'a limit of something'],
    ['prices alone', { prices }, TypeError, 'The budget is an object', 'a limit of something'],
    ['0 tokens', { outputTokens: 0 }, RangeError, 'budget.outputTokens is 0,', 'a number above 0'],
    [
      'NaN tokens',
      { outputTokens: Number.NaN },
      RangeError,
      'budget.outputTokens is NaN,',
      'a number above 0',
    ],
    ['less than 0 characters', { chars: -1 }, RangeError, 'budget.chars is -1,', 'a number above 0'],
    ['endless characters', { chars: Infinity }, RangeError, 'budget.chars is Infinity,', 'a number above 0'],
    ['characters in words', { chars: 'ten' }, TypeError, 'budget.chars is "ten",', 'a number above 0'],
    ['a cost of 0', { cost: 0, prices }, RangeError, 'budget.cost is 0,', 'a number above 0'],
    ['a cost without prices', { cost: 1 }, TypeError, 'budget.prices is undefined,', 'given for a cost'],
    ['an estimate that is none', { chars: 1, estimate: 4 }, TypeError, 'budget.estimate is 4,', 'a function'],
  ])('of %s is refused', (_name, budget, type, value, rule) => {
    expectComplaint(() => checkBudget(budget as Budget), { type, value, rule, fix: '' });
  });

  it('with prices that are none is refused', () => {
    const odd = { chars: 1, prices: { inputPerMillion: -1, outputPerMillion: 1 } };
    expect(() => checkBudget(odd)).toThrow(RangeError);
  });

  it.each<[string, Budget]>([
    ['tokens', { outputTokens: 1 }],
    ['half a token', { outputTokens: 0.5 }],
    ['characters', { chars: 1, cost: undefined, prices: undefined }],
    ['money', { cost: 0.000_001, prices }],
    ['all', { outputTokens: 1, chars: 1, cost: 1, prices, estimate: () => ({ outputTokens: 1 }) }],
  ])('of %s is fine', (_name, budget) => {
    expect(() => checkBudget(budget)).not.toThrow();
  });
});

describe('what is used too much', () => {
  const state: UsageState = { generated: { text: 5, reasoning: 2, toolInput: 1 } };
  const usage = { inputTokens: 100, outputTokens: 3, totalTokens: 103 };

  it('is nothing at the limit', () => {
    expect(excessOf(noUsage, { chars: 1, outputTokens: 1, cost: 1, prices })).toBeUndefined();
    expect(excessOf(state, { chars: 8, outputTokens: 2 })).toBeUndefined();
    expect(excessOf({ ...state, usage }, { cost: 0.000_13, prices })).toBeUndefined();
  });

  it('is told with the limit, and what it is', () => {
    expect(excessOf(state, { chars: 7 })).toBe('chars has passed 7: it is 8');
    expect(excessOf(state, { outputTokens: 1 })).toBe('outputTokens has passed 1: it is 2 (estimated)');
    expect(excessOf({ ...state, usage }, { outputTokens: 2 })).toBe(
      'outputTokens has passed 2: it is 3 (exact)',
    );
    expect(excessOf({ ...state, usage }, { cost: 0.000_1, prices })).toMatch(/^cost has passed 0.0001: /);
  });
});
