import { checkNumber, checkOptions } from '../check.js';

/** How often and how long to try while nothing has been shown yet. */
export interface RetryOptions {
  /**
   * How many requests at most, the first one included.
   * @default 3
   */
  attempts?: number | undefined;
}

/** Throws if the option cannot be meant. */
export function checkRetry(retry: RetryOptions | false | undefined): void {
  if (retry === undefined || retry === false) return;
  const fix = 'Pass { attempts: 3 }, or false to ask once.';
  checkOptions('options.retry', retry, fix, 'false or { attempts }');
  const { attempts = 1 } = retry;
  checkNumber('options.retry.attempts', attempts, isCount, 'a whole number, 1 or more', fix);
}

function isCount(attempts: number): boolean {
  return Number.isInteger(attempts) && attempts >= 1;
}
