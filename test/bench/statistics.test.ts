import { describe, expect, it } from 'vitest';
import { median, ratiosTo } from '../../bench/statistics.js';

describe('the statistics of the benchmark', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ])('finds the median of %j', (samples, expected) => {
    expect(median(samples)).toBe(expected);
  });

  it('compares what was measured in the same round', () => {
    expect(ratiosTo([1, 2, 10], [2, 4, 30])).toEqual({ median: 2, min: 2, max: 3 });
  });
});
