import { catchError, concat, defer, map, Observable, of, type OperatorFunction } from 'rxjs';
import type { ConverseEvent } from '../events.js';
import { tied } from '../respond.js';
import { emptyMessage, foldMessage, type MessageState } from './fold.js';

/** What to fold events into, and what to show of it. */
export interface Following<S, T> {
  readonly seed: S;
  readonly fold: (state: S, event: ConverseEvent) => S;
  readonly select: (state: S) => T;
  /** When two sights are the same, so that the second is no news. */
  readonly isSame: (before: T, now: T) => boolean;
}

/**
 * Folds events and emits what `select` sees of the state, whenever that has changed.
 *
 * That is scan, map, distinctUntilChanged and skip, as one step: with a hundred subscribers these are most of what a
 * delta costs.
 */
export function follow<S, T>(
  events: Observable<ConverseEvent>,
  { seed, fold, select, isSame }: Following<S, T>,
): Observable<T> {
  return new Observable((subscriber) => {
    let state = seed;
    // What an empty state shows is where everybody starts, and no news.
    let shown = select(seed);
    return tied(events, subscriber).subscribe({
      next: (event) => {
        try {
          const next = fold(state, event);
          if (next === state) return;
          state = next;
          const sight = select(state);
          if (isSame(shown, sight)) return;
          shown = sight;
          subscriber.next(sight);
        } catch (error) {
          subscriber.error(error);
        }
      },
      error: (error: unknown) => {
        subscriber.error(error);
      },
      complete: () => {
        subscriber.complete();
      },
    });
  });
}

/** The same of a message. */
export function followMessage<T>(
  events: Observable<ConverseEvent>,
  select: (state: MessageState) => T,
  isSame: (before: T, now: T) => boolean,
): Observable<T> {
  return follow(events, { seed: emptyMessage, fold: foldMessage, select, isSame });
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
