import type { SchedulerLike } from 'rxjs';
import { checkMilliseconds, checkNumber, checkOptions, complaint } from '../check.js';
import { checkScheduler } from '../timing/clock.js';
import type { Pace } from './pacer.js';
import { graphemes, unicodeSegmenter, words } from './unicode.js';

/** A pace, and how far the text may lag behind it. */
export type PaceTextOptions = (
  | {
      /** So many characters per second, as readers count them; more where it would fall behind. */
      charsPerSecond: number;
    }
  | {
      /** As evenly as the lag allows, however fast the model is. */
      adaptive: true;
    }
) & {
  /**
   * The longest that anything is held back, in milliseconds.
   * @default 500
   */
  maxLag?: number | undefined;
  /**
   * What appears at once: a character, or a word with the marks and the space behind it.
   * @default 'grapheme'
   */
  by?: 'grapheme' | 'word' | undefined;
  /**
   * What the pace is kept with.
   * @default asyncScheduler
   */
  scheduler?: SchedulerLike | undefined;
};

/** Throws unless one can keep such a pace. */
export function checkPaceOptions(options: unknown): asserts options is PaceTextOptions {
  const name = 'The options of paceText()';
  const fix = 'Pass { charsPerSecond: 40 }, or { adaptive: true }.';
  checkOptions(name, options, fix, '{ charsPerSecond } or { adaptive: true }');
  const { charsPerSecond, adaptive, maxLag, by, scheduler } = options as Record<string, unknown>;
  if ((charsPerSecond === undefined) === (adaptive !== true)) {
    throw new TypeError(complaint(name, options, 'either { charsPerSecond } or { adaptive: true }', fix));
  }
  if (charsPerSecond !== undefined) {
    const rule = 'a number of characters per second, more than 0';
    checkNumber('options.charsPerSecond', charsPerSecond, isPace, rule, 'People read 20 to 60.');
  }
  if (maxLag !== undefined) checkMilliseconds('options.maxLag', maxLag, 'Leave it out for half a second.');
  if (by !== undefined && by !== 'grapheme' && by !== 'word') {
    throw new TypeError(complaint('options.by', by, "'grapheme' or 'word'", 'Leave it out for characters.'));
  }
  checkScheduler('options.scheduler', scheduler);
}

function isPace(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

/** What the options mean, for one text. */
export function paceFrom(options: PaceTextOptions): Pace {
  const { maxLag = 500, by } = options;
  const rate = 'charsPerSecond' in options ? options.charsPerSecond / 1000 : 0;
  if (by !== 'word') return { rate, maxLag, units: graphemes(), weigh: () => 1 };
  const segmenter = unicodeSegmenter('grapheme');
  // Most words need no segmenter, which is slow, to be counted.
  const weigh = (word: string) =>
    isPlain.test(word) ? word.length : Array.from(segmenter.segment(word)).length;
  return { rate, maxLag, units: words(), weigh };
}

const isPlain = /^[ -~]*$/;
