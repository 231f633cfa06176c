import type { SchedulerLike, TimestampProvider } from 'rxjs';
import { complaint } from '../check.js';

/** Throws unless one can ask it for the time. */
export function checkClock(name: string, value: unknown): asserts value is TimestampProvider {
  if (has(value, 'now')) return;
  const fix = 'Pass a scheduler of RxJS, such as the TestScheduler of your test, or `performance`.';
  throw new TypeError(complaint(name, value, 'something with a now()', fix));
}

/** Throws unless one can ask it for the time, and to do something later; or it is left out. */
export function checkScheduler(name: string, value: unknown): asserts value is SchedulerLike | undefined {
  if (value === undefined || (has(value, 'now') && has(value, 'schedule'))) return;
  const fix = 'Pass one of RxJS, such as the TestScheduler of your test, or leave it out.';
  throw new TypeError(complaint(name, value, 'a scheduler', fix));
}

function has(value: unknown, method: string): boolean {
  const isThing = (typeof value === 'object' && value !== null) || typeof value === 'function'; // Date has a now()
  return isThing && typeof Reflect.get(value, method) === 'function';
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
