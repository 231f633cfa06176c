import { fromEvent, map, merge, type Observable, tap } from 'rxjs';
import { byId } from './element.js';

/** Escape takes away what is said of a button, which may cover something; the next button is spoken of again. */
export function quietTips(): Observable<unknown> {
  const place = byId('actions');
  const escape = fromEvent<KeyboardEvent>(document, 'keydown').pipe(map(({ key }) => key === 'Escape'));
  const anew = merge(fromEvent(place, 'mouseover'), fromEvent(place, 'focusin')).pipe(map(() => false));
  return merge(escape, anew).pipe(tap((isQuiet) => place.toggleAttribute('data-quiet', isQuiet)));
}
