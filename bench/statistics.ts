/** A figure that was measured several times. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const above = sorted[Math.floor(middle)];
  if (above === undefined) throw new Error('There is no median of no samples.');
  return Number.isInteger(middle) ? (above + sorted[middle - 1]!) / 2 : above;
}

export function spreadOf(samples: readonly number[]): Spread {
  return { median: median(samples), min: Math.min(...samples), max: Math.max(...samples) };
}

/** Samples as ratios to those of the same rounds: what slows a whole round down cancels out. */
export function ratiosTo(base: readonly number[], samples: readonly number[]): Spread {
  return spreadOf(samples.map((sample, round) => sample / base[round]!));
}
