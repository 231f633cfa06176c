import { complaint } from './check.js';

/** How often and how long to try while nothing has been shown yet. */
export interface RetryOptions {
  /**
   * How many requests at most, the first one included.
   * @default 3
   */
  attempts?: number;
}

/** Throws if the option cannot be meant. */
export function checkRetry(retry: RetryOptions | false | undefined): void {
  if (retry === undefined || retry === false) return;
  if (typeof retry !== 'object' || (retry as unknown) === null) {
    throw new TypeError(
      complaint(
        'options.retry',
        retry,
        'false or { attempts }',
        'Pass { attempts: 3 }, or false to ask once.',
      ),
    );
  }
  const { attempts } = retry;
  if (attempts === undefined) return;
  const text = complaint(
    'options.retry.attempts',
    attempts,
    'a whole number, 1 or more',
    'Pass 1, or retry: false, to ask once.',
  );
  if (typeof attempts !== 'number') throw new TypeError(text);
  if (!(Number.isInteger(attempts) && attempts >= 1)) throw new RangeError(text);
}
