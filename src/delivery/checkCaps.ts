import { checkNumber } from '../check.js';

/**
 * Throws unless each can be the most that is taken of something.
 * @param owner - what they are members of
 */
export function checkCaps(owner: string, caps: Readonly<Record<string, unknown>>, fix: string): void {
  const rule = 'a number above 0, or Infinity';
  for (const [name, cap] of Object.entries(caps)) {
    checkNumber(`${owner}.${name}`, cap, (number) => number > 0, rule, fix);
  }
}
