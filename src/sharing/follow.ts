import type { Observable } from 'rxjs';
import type { ConverseEvent } from '../events.js';
import { relay } from '../relay.js';
import { sharedBy } from './shareLatest.js';
import { emptyMessage, foldMessage, type MessageState } from '../message/fold.js';

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
 * That is scan, map, distinctUntilChanged and skip, as one step; and for all subscribers of a generation it is done
 * once: with a hundred of them it would be most of what a delta costs.
 * @param following - one object for all who want the same
 */
export function follow<S, T>(events: Observable<ConverseEvent>, following: Following<S, T>): Observable<T> {
  return sharedBy(events, following, () => {
    const { seed, fold, select, isSame } = following;
    return relay(events, (subscriber) => {
      let state = seed;
      // What an empty state shows is where everybody starts, and no news.
      let shown = select(seed);
      return {
        next: (event) => {
          const next = fold(state, event);
          if (next === state) return;
          state = next;
          const sight = select(state);
          if (isSame(shown, sight)) return;
          shown = sight;
          subscriber.next(sight);
        },
      };
    });
  });
}

/** To follow a message. */
export function ofMessage<T>(
  select: (state: MessageState) => T,
  isSame: (before: T, now: T) => boolean,
): Following<MessageState, T> {
  return { seed: emptyMessage, fold: foldMessage, select, isSame };
}

/** What to make of a message that is followed to its end. */
export interface ToTheEnd<R> {
  /**
   * What to show when the message has gone from one state to the next, `undefined` for nothing; at the start there is
   * no state before it.
   */
  readonly show?: (before: MessageState | undefined, now: MessageState) => R | undefined;
  /** The last value of a message that completed. */
  readonly last: (state: MessageState) => R;
  /** The last value of one that failed; without it the error passes through. */
  readonly failed?: (state: MessageState, error: unknown) => R;
}

/** Folds a message, shows its states, and when all is over adds what it came to. */
export function followToTheEnd<R>(
  events: Observable<ConverseEvent>,
  { show, last, failed }: ToTheEnd<R>,
): Observable<R> {
  return relay(events, (subscriber) => {
    let state = emptyMessage;
    const showing = (before?: MessageState) => {
      const shown = show?.(before, state);
      if (shown !== undefined) subscriber.next(shown);
    };
    const endWith = (end: R) => {
      subscriber.next(end);
      subscriber.complete();
    };
    showing();
    return {
      next: (event) => {
        const before = state;
        state = foldMessage(state, event);
        showing(before);
      },
      complete: () => {
        endWith(last(state));
      },
      ...(failed && {
        error: (error) => {
          endWith(failed(state, error));
        },
      }),
    };
  });
}

/** Whether two lists have the very same items. */
export function sameItems(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && before.every((item, at) => item === now[at]);
}
