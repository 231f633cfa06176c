import { config, type Subscriber } from 'rxjs';

/** Hands a value to one subscriber; should it throw, that is its own affair and nobody else's. */
export function tell<T>(subscriber: Subscriber<T>, value: T): void {
  try {
    subscriber.next(value);
  } catch (error) {
    report(error);
  }
}

/** Like {@link tell}, for the notification that ends a stream, and for a teardown. */
export function tellEnd(end: () => void): void {
  try {
    end();
  } catch (error) {
    report(error);
  }
}

/** RxJS's own way: on a stack of its own, to the configured handler or else to the host. */
function report(error: unknown): void {
  setTimeout(() => {
    if (!config.onUnhandledError) throw error;
    config.onUnhandledError(error);
  });
}
