import type { Subscriber } from 'rxjs';
import type { ConverseEvent } from '../events.js';

/** How long a burst may hold the event loop before timers get a turn, in milliseconds. */
const slice = 8;

/** How long to wait for the end of a body that has brought everything, in milliseconds. */
const farewell = 20;

/**
 * Reads the events to their end and hands each one on, as long as somebody listens. A generation has brought
 * everything once messageStop and metadata are there: a peer that keeps the line open then is not waited for.
 * @returns whether the iterator came to its own end
 */
export async function pump(
  iterator: AsyncIterator<ConverseEvent>,
  subscriber: Subscriber<ConverseEvent>,
): Promise<boolean> {
  let hasStopped = false;
  let hasAll = false;
  let turn = performance.now();
  for (;;) {
    const next = await iterator.next();
    if (isGone(subscriber)) return false;
    if (next.done) return true;
    subscriber.next(next.value);
    hasStopped ||= next.value.messageStop !== undefined;
    if (hasStopped && !hasAll && next.value.metadata !== undefined) {
      hasAll = true;
      completeSoon(subscriber);
    }
    if (performance.now() - turn >= slice) {
      await letTimersRun();
      turn = performance.now();
    }
    if (isGone(subscriber)) return false;
  }
}

// A function, because the compiler takes `closed` for settled once it has been looked at.
function isGone(subscriber: Subscriber<unknown>): boolean {
  return subscriber.closed;
}

function completeSoon(subscriber: Subscriber<unknown>): void {
  const timer = setTimeout(() => {
    subscriber.complete();
  }, farewell);
  subscriber.add(() => {
    clearTimeout(timer);
  });
}

/** A macrotask: awaiting buffered data alone never lets the event loop turn. */
function letTimersRun(): Promise<void> {
  // Browsers have no setImmediate; their setTimeout takes a millisecond or four, once in every slice.
  const schedule: (callback: () => void) => unknown =
    typeof setImmediate === 'function' ? setImmediate : setTimeout;
  return new Promise((resolve) => {
    schedule(resolve);
  });
}
