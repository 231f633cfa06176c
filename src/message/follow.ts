import {
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  map,
  type Observable,
  of,
  type OperatorFunction,
  scan,
  skip,
  startWith,
} from 'rxjs';
import type { ConverseEvent } from '../events.js';
import { emptyMessage, foldMessage, type MessageState } from './fold.js';

/**
 * Folds a message and emits what `select` sees of it, whenever that has changed.
 * @param isSame - when two sights of it are the same
 */
export function follow<T>(
  events: Observable<ConverseEvent>,
  select: (state: MessageState) => T,
  isSame: (before: T, now: T) => boolean,
): Observable<T> {
  return events.pipe(
    scan(foldMessage, emptyMessage),
    map(select),
    // What an empty message shows is where everybody starts, and no news.
    startWith(select(emptyMessage)),
    distinctUntilChanged(isSame),
    skip(1),
  );
}

/**
 * Folds a message and hands its states to `show`; when all is over, adds what it came to.
 * @param last - makes the last value of a message that completed
 * @param failed - makes it of one that failed; without it the error passes through
 */
export function followToTheEnd<R>(
  events: Observable<ConverseEvent>,
  show: OperatorFunction<MessageState, R>,
  last: (state: MessageState) => R,
  failed?: (state: MessageState, error: unknown) => R,
): Observable<R> {
  return defer(() => {
    let state = emptyMessage;
    const states = events.pipe(map((event) => (state = foldMessage(state, event))));
    const whole = concat(
      states.pipe(show),
      defer(() => of(last(state))),
    );
    return failed ? whole.pipe(catchError((error: unknown) => of(failed(state, error)))) : whole;
  });
}

/** Whether two lists have the very same items. */
export function sameItems(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && before.every((item, at) => item === now[at]);
}
