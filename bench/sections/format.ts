import type { Spread } from '../statistics.js';

/** Three digits, or all before the point: no run of a benchmark knows more. */
export function figure(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(value >= 1 ? 3 : 2)));
}

/** The median and, in brackets, the range. */
export function range({ median, min, max }: Spread): string {
  return `${figure(median)} (${figure(min)}–${figure(max)})`;
}

/** Two decimals, as all ratios have. */
export function ratio(value: number): string {
  return value >= 100 ? figure(value) : value.toFixed(2);
}

export function ratioRange({ median, min, max }: Spread): string {
  return `${ratio(median)} (${ratio(min)}–${ratio(max)})`;
}

/** A row of a table; of what cannot be measured here, it says why instead. */
export function namedRow(name: string, whyNot: string | undefined, cells: readonly string[]): string[] {
  return whyNot === undefined ? [name, ...cells] : [`${name}: ${whyNot}`];
}
