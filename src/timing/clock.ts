import type { TimestampProvider } from 'rxjs';
import { complaint, hasMethod } from '../check.js';

/** Throws unless one can ask it for the time. */
export function checkClock(name: string, value: unknown): asserts value is TimestampProvider {
  if (hasMethod(value, 'now')) return;
  const fix = 'Pass a scheduler of RxJS, such as the TestScheduler of your test, or `performance`.';
  throw new TypeError(complaint(name, value, 'something with a now()', fix));
}

/** The time in milliseconds. It never goes back: when the clock of the computer is put back, it goes on from there. */
export function steadyClock(clock: TimestampProvider): () => number {
  let last = Number.NEGATIVE_INFINITY;
  let lead = 0;
  return () => {
    const time = clock.now() + lead;
    if (time >= last) return (last = time);
    lead += last - time;
    return last;
  };
}
