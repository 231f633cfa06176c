import {
  catchError,
  combineLatest,
  distinctUntilChanged,
  exhaustMap,
  from,
  fromEvent,
  map,
  merge,
  NEVER,
  type Observable,
  of,
  scan,
  startWith,
  switchMap,
  timer,
} from 'rxjs';
import type { Audience, Presence } from '../about.js';

/** This tab, among those that have the same generation open. */
const tab = crypto.randomUUID();

/** What the server has said of those who take part. */
export interface Heard {
  readonly audience: Audience;
  /** Whether that is what it last said, and it does not answer now. */
  readonly isOld: boolean;
}

/** Who takes part, as the server counts it; nothing until it has answered for this generation. */
export function audienceOf(
  ids: Observable<string | undefined>,
  subscribers: Observable<number>,
  phase: Observable<string>,
): Observable<Heard | undefined> {
  // Asked anew with every change, so that a change is not a second old when it shows.
  const changes = combineLatest([subscribers, phase.pipe(distinctUntilChanged()), presence]);
  return ids.pipe(
    distinctUntilChanged(),
    switchMap((id) => {
      if (id === undefined) return of(undefined);
      const answers = changes.pipe(
        switchMap(([count, , isHere]) =>
          (isHere ? timer(0, 1_000) : NEVER).pipe(exhaustMap(() => ask(id, count))),
        ),
      );
      return answers.pipe(scan(hear, undefined), startWith(undefined));
    }),
  );
}

/** Whether this tab is there, said anew when it is hidden or seen. A tab that is closed is hidden after it has left. */
const presence: Observable<boolean> = merge(
  fromEvent(window, 'pagehide').pipe(map(() => false)),
  fromEvent(window, 'pageshow').pipe(map(() => true)),
  fromEvent(document, 'visibilitychange').pipe(map(() => undefined)),
).pipe(
  startWith(true),
  scan((before: boolean, isHere) => isHere ?? before, true),
);

function hear(before: Heard | undefined, audience: Audience | undefined): Heard | undefined {
  if (audience) return { audience, isOld: false };
  return before && { ...before, isOld: true };
}

function ask(id: string, subscribers: number): Observable<Audience | undefined> {
  return from(report(id, subscribers)).pipe(catchError(() => of(undefined)));
}

async function report(id: string, subscribers: number): Promise<Audience> {
  const said: Presence = { tab, subscribers, isHidden: document.hidden };
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(addressOf(id), { method: 'POST', headers, body: JSON.stringify(said) });
  if (!response.ok) throw new Error(`The server answers with ${response.status}.`);
  return (await response.json()) as Audience;
}

/** This tab is being closed, or turns to another generation: nobody waits for the answer. */
export function leave(id: string): void {
  const said: Presence = { tab, subscribers: 0, isHidden: true };
  const body = new Blob([JSON.stringify(said)], { type: 'application/json' });
  navigator.sendBeacon(addressOf(id), body);
}

function addressOf(id: string): string {
  return `/audience/${encodeURIComponent(id)}`;
}
