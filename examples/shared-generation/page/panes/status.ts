import { distinctUntilChanged, type Observable, pairwise, startWith, tap } from 'rxjs';
import { byId, write } from '../element.js';
import { inFrames } from '../frames.js';
import { nothingYet, type Situation } from '../situation.js';

/** Says in one place how the generation stands, and tells those who cannot see it when that changes. */
export function showStatus(situations: Observable<Situation>): Observable<unknown> {
  return situations.pipe(
    inFrames(),
    distinctUntilChanged((one, other) => one.headline === other.headline && one.advice === other.advice),
    startWith(nothingYet),
    pairwise(),
    tap(([before, now]) => {
      byId('status').dataset['phase'] = now.phase;
      write(byId('phase'), now.headline);
      write(byId('advice'), now.advice);
      byId('transcript').setAttribute('aria-busy', String(!now.isOver));
      // Only what is news: not every number in it.
      if (now.headline !== before.headline) write(byId('announcer'), `${now.headline}. ${now.advice}`);
    }),
  );
}
