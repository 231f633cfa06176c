import { complaint } from '../check.js';

/** The longest delay that timers know, in milliseconds: beyond it they fire at once. */
const longest = 2 ** 31 - 1;

/** Throws unless `grace` can be waited for: 0 or more milliseconds, or for ever. */
export function checkGrace(grace: unknown): void {
  const rule = `a number of milliseconds from 0 to ${longest}, or Infinity`;
  const fix = 'Leave it out to close the request as soon as the last subscriber has left.';
  const text = complaint('options.grace', grace, rule, fix);
  if (typeof grace !== 'number') throw new TypeError(text);
  if (!(grace >= 0 && (grace <= longest || grace === Number.POSITIVE_INFINITY))) throw new RangeError(text);
}
