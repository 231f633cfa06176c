import {
  catchError,
  defer,
  EMPTY,
  filter,
  fromEvent,
  merge,
  type Observable,
  retry,
  switchMap,
  tap,
  throwError,
  timer,
} from 'rxjs';
import type { Audience } from '../about.js';
import type { Cable } from './cable.js';
import { byId, enable, isUsable, write } from './element.js';
import { Refusal, remove } from './remove.js';
import type { Session } from './session.js';

/** How long a dropped network stays away, in milliseconds: long enough to see that it is. */
const outage = 3_000;

/** The presses of a button, while it can be used. */
export function presses(id: string): Observable<Event> {
  const button = byId(id);
  return fromEvent(button, 'click').pipe(filter(() => isUsable(button)));
}

/** The buttons that do something to the generation or to the way to it. @param say - where to tell what did not work */
export function acting(session: Session, cable: Cable, say: (words: string) => void): Observable<unknown> {
  // Whoever has pressed it means it, also when the network comes back only later.
  const insisting = (id: string, deed: () => Promise<unknown>) =>
    presses(id).pipe(
      switchMap(() =>
        defer(deed).pipe(
          retry({
            count: 20,
            delay: (error: unknown) => (error instanceof Refusal ? throwError(() => error) : timer(500)),
          }),
          catchError((error: unknown) => {
            say(`That did not work. ${reasonOf(error)}`);
            return EMPTY;
          }),
        ),
      ),
    );
  return merge(
    presses('drop').pipe(tap(() => cable.pull(outage))),
    insisting('stop', () => session.stop()),
    ...['kill-reader', 'kill-maker'].map((id) =>
      insisting(id, () => remove(`/servers/${byId(id).dataset['server']}`)),
    ),
  );
}

/** In the server's words, where it has answered: a browser's own for a connection that failed help nobody. */
function reasonOf(error: unknown): string {
  const hasAnswered = error instanceof Error && !(error instanceof TypeError);
  return hasAnswered ? error.message : 'The server could not be reached. Try again.';
}

/** Which of them can be used now. */
export function offer(isOver: boolean, late: number, id: string | undefined): void {
  enable(byId('join'), late < 5);
  enable(byId('drop'), !isOver);
  enable(byId('stop'), !isOver);
  const second = byId('second', HTMLAnchorElement);
  enable(second, id !== undefined);
  if (id !== undefined) second.href = `?generation=${encodeURIComponent(id)}`;
  else second.removeAttribute('href');
}

/**
 * The processes behind the port, and which of them can be killed for this generation.
 * @param source - the one that this tab reads from, which may also be the one that makes it
 */
export function offerServers({ servers }: Audience, isOver: boolean, source: string | undefined): void {
  byId('servers').hidden = servers.length === 0;
  const up = servers.filter(({ isUp }) => isUp);
  const maker = up.find(({ isMaker }) => isMaker);
  const reader = up.find(({ name, isMaker }) => name === source && !isMaker);
  for (const { id, server, what } of [
    { id: 'kill-reader', server: reader, what: 'which I read from' },
    { id: 'kill-maker', server: maker, what: 'which makes it' },
  ]) {
    const button = byId(id);
    button.dataset['server'] = server?.name ?? '';
    enable(button, server !== undefined && !isOver);
    // With its name, so that it can be seen that another one has taken over.
    if (server) write(button, `Kill server ${server.name}, ${what}`);
  }
}
