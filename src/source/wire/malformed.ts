import { KnownFailure } from '../knownFailure.js';

/** What came is no event stream, or a broken one: nothing after it can be trusted. */
export function malformed(what: string, cause?: unknown): KnownFailure {
  return new KnownFailure('protocol', `The event stream is malformed: ${what}.`, cause);
}
