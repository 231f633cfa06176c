import type { Fate } from './generation.js';

/** How often generations had the same fate. */
export interface Count extends Omit<Fate, 'complaints'> {
  readonly count: number;
}

/** Counts fates, of which it keeps nothing else but what was wrong with some. */
export class Tally {
  readonly complaints: string[] = [];
  private readonly counts = new Map<string, Count>();

  add({ complaints, ...fate }: Fate): void {
    const key = Object.values(fate).join();
    this.counts.set(key, { ...fate, count: (this.counts.get(key)?.count ?? 0) + 1 });
    this.complaints.push(...complaints);
  }

  /** By fault, the most frequent fate first. */
  get rows(): Count[] {
    return [...this.counts.values()].sort((a, b) => a.fault.localeCompare(b.fault) || b.count - a.count);
  }
}

/** Of how many generations. */
export function sumOf(counts: readonly Count[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}
