import { Observable, type Subscription } from 'rxjs';
import type { ConverseEvent } from '../events.js';

/** How a probe ends after its events: not at all, with a completion, or with an error. */
export type ProbeEnding = 'none' | 'complete' | Error;

/** A synchronous source that counts what is done with it. */
export class Probe {
  subscriptions = 0;
  left = 0;
  sent = 0;
  readonly events: Observable<ConverseEvent>;

  constructor(events: readonly ConverseEvent[], ending: ProbeEnding = 'none') {
    this.events = new Observable((subscriber) => {
      this.subscriptions += 1;
      subscriber.add(() => {
        this.left += 1;
      });
      for (const event of events) {
        if (subscriber.closed) return;
        this.sent += 1;
        subscriber.next(event);
      }
      if (ending === 'complete') subscriber.complete();
      else if (ending !== 'none') subscriber.error(ending);
    });
  }
}

/** What a subscriber has seen. */
export interface Sighting {
  readonly values: unknown[];
  /** `'complete'` or the error, as often as they came. */
  readonly ends: unknown[];
}

/** Subscribes and writes down what comes, before `react` sees it. */
export function watch(
  observable: Observable<unknown>,
  react?: () => void,
): { seen: Sighting; subscription: Subscription } {
  const seen: Sighting = { values: [], ends: [] };
  const subscription = observable.subscribe({
    next: (value) => {
      seen.values.push(value);
      react?.();
    },
    error: (error: unknown) => seen.ends.push(error),
    complete: () => seen.ends.push('complete'),
  });
  return { seen, subscription };
}
