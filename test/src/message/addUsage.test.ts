import { describe, expect, it } from 'vitest';
import { addUsage } from '../../../src/message/addUsage.js';

const usage = { inputTokens: 1, outputTokens: 2, totalTokens: 3 };

describe('the usage of two generations together', () => {
  it('is the sum of what both say', () => {
    expect(addUsage(usage, { inputTokens: 10, outputTokens: 20, totalTokens: 30 })).toStrictEqual({
      inputTokens: 11,
      outputTokens: 22,
      totalTokens: 33,
    });
  });

  it('has what only one of them says', () => {
    const cached = { ...usage, cacheReadInputTokens: 5 };
    expect(addUsage(usage, cached)).toHaveProperty('cacheReadInputTokens', 5);
    expect(addUsage(cached, { ...usage, cacheReadInputTokens: undefined })).toHaveProperty(
      'cacheReadInputTokens',
      5,
    );
  });

  it('sums what was cached by how long it is kept', () => {
    const short = { ttl: '5m', inputTokens: 1 } as const;
    const long = { ttl: '1h', inputTokens: 10 } as const;
    const sum = addUsage({ ...usage, cacheDetails: [short, long] }, { ...usage, cacheDetails: [long] });
    expect(sum.cacheDetails).toEqual([short, { ttl: '1h', inputTokens: 20 }]);
  });

  it('changes neither of them', () => {
    addUsage(Object.freeze(usage), Object.freeze(usage));
    expect(usage.inputTokens).toBe(1);
  });
});
