import type { ConverseEvent } from 'rx-bedrock/browser';
import { catchError, defer, EMPTY, map, type Observable, startWith, tap } from 'rxjs';
import { byId, element, write } from '../element.js';
import { inFrames } from '../frames.js';
import { keepAtEnd } from '../keepAtEnd.js';

/** How many rows the page holds, however many events there were. */
const most = 150;

/** An event, its number, and when it came, in milliseconds. */
interface Heard {
  event: ConverseEvent;
  count: number;
  at: number;
}

/** Every event as it came. */
export function showEventLog(events: Observable<ConverseEvent>): Observable<unknown> {
  return defer(() => {
    const rows = element('ol', { class: 'rows' });
    byId('log').replaceChildren(
      element('p', { class: 'nothing' }, 'Every event of the stream is listed here.'),
    );
    const began = performance.now();
    let waiting: Heard[] = [];
    let count = 0;
    return events.pipe(
      map((event) => {
        count += 1;
        waiting.push({ event, count, at: performance.now() - began });
        if (waiting.length > most) waiting.shift();
        return count;
      }),
      catchError(() => EMPTY),
      startWith(0),
      inFrames(),
      tap((total) => {
        if (total > 0 && !rows.isConnected) byId('log').replaceChildren(rows);
        keepAtEnd(byId('log'), () => {
          rows.append(...waiting.map(rowFor));
          while (rows.childElementCount > most) rows.firstElementChild!.remove();
        });
        waiting = [];
        write(byId('log-count'), total === 0 ? 'As they come' : countInWords(total));
      }),
    );
  });
}

function countInWords(total: number): string {
  const all = `${total.toLocaleString('en-GB')} events`;
  return total > most ? `${all}, the latest ${most} shown` : all;
}

function rowFor({ event, count, at }: Heard): HTMLElement {
  const name = Object.keys(event)[0] ?? 'unknown';
  const detail = inShort(event[name as keyof ConverseEvent]);
  return element(
    'li',
    { value: String(count) },
    element('span', { class: 'at' }, (at / 1000).toFixed(2)),
    element('span', { class: 'name' }, name),
    element('code', {}, detail.length > 160 ? `${detail.slice(0, 160)}…` : detail),
  );
}

/** What differs from row to row comes first, and not the braces around it: `1 text "word"`. */
function inShort(payload: unknown): string {
  const { contentBlockIndex, ...rest } = (payload ?? {}) as Record<string, unknown>;
  const [path, value] = descend(rest);
  const words = path.filter((key) => key !== 'delta').join('.');
  return [contentBlockIndex, words, JSON.stringify(value)]
    .filter((word) => word !== undefined && word !== '' && word !== '{}')
    .join(' ');
}

/** As long as there is only one way to go. */
function descend(value: unknown, path: readonly string[] = []): [readonly string[], unknown] {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const [only] = members;
  return members.length === 1 && only ? descend(only[1], [...path, only[0]]) : [path, value];
}
