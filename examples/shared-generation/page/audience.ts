import {
  catchError,
  combineLatest,
  distinctUntilChanged,
  exhaustMap,
  from,
  type Observable,
  of,
  switchMap,
  timer,
} from 'rxjs';
import type { Audience, Presence } from '../about.js';

/** This tab, among those that have the same generation open. */
const tab = crypto.randomUUID();

/** Who takes part, as the server counts it; nothing while it cannot be asked. */
export function audienceOf(
  id: Observable<string | undefined>,
  subscribers: Observable<number>,
  phase: Observable<string>,
): Observable<Audience | undefined> {
  // Asked anew with every change, so that a change is not a second old when it shows.
  return combineLatest([id, subscribers, phase.pipe(distinctUntilChanged())]).pipe(
    switchMap(([known, count]) =>
      known === undefined ? of(undefined) : timer(0, 1_000).pipe(exhaustMap(() => ask(known, count))),
    ),
  );
}

function ask(id: string, subscribers: number): Observable<Audience | undefined> {
  return from(report(id, subscribers)).pipe(catchError(() => of(undefined)));
}

async function report(id: string, subscribers: number): Promise<Audience> {
  const presence: Presence = { tab, subscribers };
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(addressOf(id), { method: 'POST', headers, body: JSON.stringify(presence) });
  if (!response.ok) throw new Error(`The server answers with ${response.status}.`);
  return (await response.json()) as Audience;
}

/** This tab is being closed, or turns to another generation: nobody waits for the answer. */
export function leave(id: string): void {
  const presence: Presence = { tab, subscribers: 0 };
  const body = new Blob([JSON.stringify(presence)], { type: 'application/json' });
  navigator.sendBeacon(addressOf(id), body);
}

function addressOf(id: string): string {
  return `/audience/${encodeURIComponent(id)}`;
}
