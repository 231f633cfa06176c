/** By how much neighbouring buckets differ, and so the most that a quantile may be wrong. */
const growth = 1.02;

/** Below a microsecond, in milliseconds, all is the same; above a month too: that makes some 1,800 buckets at most. */
const least = 0.001;
const most = 2 ** 32;

/**
 * Quantiles of any number of times, in bounded memory: they are counted in buckets, each 2 % wider than the one before.
 * A quantile is the mean of what is in its bucket: wrong by 2 % at most, and exact where that is all the same.
 */
export class QuantileSketch {
  private readonly buckets = new Map<number, { count: number; sum: number }>();
  private count = 0;
  private largest = 0;

  add(value: number): void {
    this.count += 1;
    this.largest = Math.max(this.largest, value);
    const key = Math.floor(Math.log(Math.min(Math.max(value, least), most)) / Math.log(growth));
    const bucket = this.buckets.get(key);
    if (!bucket) this.buckets.set(key, { count: 1, sum: value });
    else {
      bucket.count += 1;
      bucket.sum += value;
    }
  }

  /** The largest, exactly; `undefined` where there are none. */
  get max(): number | undefined {
    return this.count === 0 ? undefined : this.largest;
  }

  /** The smallest that is not less than this part of all; `undefined` where there are none. */
  quantile(part: number): number | undefined {
    let rank = Math.ceil(part * this.count);
    for (const key of [...this.buckets.keys()].sort((a, b) => a - b)) {
      const { count, sum } = this.buckets.get(key)!;
      rank -= count;
      if (rank <= 0) return sum / count;
    }
    return undefined;
  }
}
