import { Observable, type Subscriber, type Subscription } from 'rxjs';

/** What to do with the notifications of a source; an error and the completion pass through where nothing is said. */
export interface Relay<T> {
  readonly next: (value: T) => void;
  readonly error?: (error: unknown) => void;
  readonly complete?: () => void;
}

/**
 * An operator's one step, written out: for what RxJS's own operators would do in several, each a part of what an
 * event costs every subscriber. What a callback throws is an error of the stream, as in any operator.
 * @param handle - is given each subscriber, and says what to do for it
 */
export function relay<T, R>(
  source: Observable<T>,
  handle: (subscriber: Subscriber<R>) => Relay<T>,
): Observable<R> {
  return new Observable((subscriber) => {
    const pass = (error: unknown) => subscriber.error(error);
    const finish = () => subscriber.complete();
    const { next, error = pass, complete = finish } = handle(subscriber);
    const guarded = (action: (value: never) => void) => (value?: unknown) => {
      try {
        action(value as never);
      } catch (thrown) {
        subscriber.error(thrown);
      }
    };
    return tied(source, subscriber).subscribe({
      next: guarded(next),
      error: guarded(error),
      complete: guarded(complete),
    });
  });
}

/**
 * The same source, which even when it is synchronous sees at once that a subscriber has left; where that was before
 * it could begin, it does not begin.
 */
export function tied<T>(source: Observable<T>, subscriber: Subscription): Observable<T> {
  return new Observable((upward) => {
    subscriber.add(upward);
    return upward.closed ? undefined : source.subscribe(upward);
  });
}
