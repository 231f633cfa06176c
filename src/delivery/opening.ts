import { checkMilliseconds, checkNumber, checkOptions, complaint, longestWait } from '../check.js';
import { badId, isGenerationId } from './id.js';
import type { OpenOptions } from './log.js';

/** The longest note, in characters. */
const longestNote = 256;

/** What every log's `open` has in common. Throws unless the generation can be begun. */
export function checkOpening(id: string, options: OpenOptions): void {
  checkOptions('The options of open()', options, 'Pass { ttlMs: 3_600_000, leaseMs: 3_000 }.');
  checkTimes(options);
  const { note } = options;
  if (note !== undefined && (typeof note !== 'string' || note.length > longestNote)) {
    const rule = `a string of ${longestNote} characters at most`;
    throw new TypeError(complaint('options.note', note, rule, 'Keep a hash of what is longer.'));
  }
  checkId(id);
}

/** Throws unless a generation can live, and its producer be silent, for so long. */
export function checkTimes({ ttlMs, leaseMs }: OpenOptions): void {
  checkMilliseconds('options.leaseMs', leaseMs, 'Pass 3_000, say.', 100);
  const isTtl = (value: number) => value >= leaseMs && value <= longestWait;
  const ttlRule = `a number of milliseconds from the lease (${leaseMs}) to ${longestWait}`;
  checkNumber('options.ttlMs', ttlMs, isTtl, ttlRule, 'Pass an hour, 3_600_000, say.');
}

/** Throws the error that a log rejects with, unless it is an id. */
export function checkId(id: string): void {
  if (!isGenerationId(id)) throw badId(id);
}
