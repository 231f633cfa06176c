import { checkNumber, checkOptions } from '../../check.js';

/** Where a fork begins. */
export interface ForkOptions {
  /**
   * How many of the turns it begins with: to say something else instead of turn 2, pass 2, and `send`.
   * @default all of them
   */
  at?: number | undefined;
}

/** How many turns a fork begins with. Throws where there are not so many. */
export function placeOfFork(options: ForkOptions, count: number): number {
  const fix = 'Pass the index of the first turn to leave out: fork({ at: 0 }) begins anew.';
  checkOptions('options', options, fix);
  const { at = count } = options;
  const isPlace = (value: number) => Number.isInteger(value) && value >= 0 && value <= count;
  checkNumber('options.at', at, isPlace, `a number of turns from 0 to ${count}, which there are`, fix);
  return at;
}
