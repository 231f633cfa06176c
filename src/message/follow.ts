import { distinctUntilChanged, map, type Observable, scan, skip, startWith } from 'rxjs';
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

/** Whether two lists have the very same items. */
export function sameItems(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && before.every((item, at) => item === now[at]);
}
