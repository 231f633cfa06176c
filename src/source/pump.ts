import type { Subscriber } from 'rxjs';
import type { ConverseEvent } from '../events.js';
import { letTimersRun, slice } from './turn.js';

/** Gives one event after another: an async iterator, or one that does not promise what it has already. */
export interface EventReader {
  next(): IteratorResult<ConverseEvent> | Promise<IteratorResult<ConverseEvent>>;
}

/** How long to wait for the end of a body that has brought everything, in milliseconds. */
const farewell = 20;

/**
 * Reads the events to their end and hands each one on, as long as somebody listens. A generation has brought
 * everything once messageStop and metadata are there: a peer that keeps the line open then is not waited for.
 * @returns whether they came to their own end
 */
export async function pump(events: EventReader, subscriber: Subscriber<ConverseEvent>): Promise<boolean> {
  let hasStopped = false;
  let hasAll = false;
  let turn = performance.now();
  for (;;) {
    const answer = events.next();
    const next = 'then' in answer ? await answer : answer;
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
