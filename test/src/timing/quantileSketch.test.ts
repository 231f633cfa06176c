import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuantileSketch } from '../../../src/timing/quantileSketch.js';

function sketchOf(values: readonly number[]): QuantileSketch {
  const sketch = new QuantileSketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

describe('QuantileSketch', () => {
  it('is wrong by 2 % at most', () => {
    const times = fc.array(fc.double({ min: 0.001, max: 1e9, noNaN: true }), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(times, fc.double({ min: 0, max: 1, noNaN: true }), (values, part) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)]!;
        const error = Math.abs(sketchOf(values).quantile(part)! - exact) / exact;
        expect(error).toBeLessThanOrEqual(0.02 + 1e-9);
        expect(sketchOf(values).max).toBe(Math.max(...values));
      }),
    );
  });

  it('is exact for whole milliseconds up to 50, and where all are the same', () => {
    const values = Array.from({ length: 51 }, (_, at) => at);
    for (const at of values) expect(sketchOf(values).quantile((at + 0.5) / 51)).toBe(at);
    expect(sketchOf([1234, 1234, 1234]).quantile(0.5)).toBe(1234);
  });

  it('says nothing of nothing', () => {
    expect(sketchOf([]).quantile(0.5)).toBeUndefined();
    expect(sketchOf([]).max).toBeUndefined();
  });

  it('needs no more memory for a million values than for a thousand', () => {
    const sketch = new QuantileSketch();
    for (let at = 0; at < 1_000_000; at += 1) sketch.add((at % 1009) ** 4 / 1000);
    const { buckets } = sketch as unknown as { buckets: Map<number, unknown> };
    expect(buckets.size).toBeLessThan(1009);
    for (const extreme of [0, -1, 1e300, Number.MIN_VALUE]) sketch.add(extreme);
    const keys = [...buckets.keys()];
    expect(Math.max(...keys) - Math.min(...keys)).toBeLessThan(1800);
  });
});
