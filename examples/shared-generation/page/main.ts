// The page. Start reading here: a wish becomes a session, and every pane subscribes to it on its own.
import {
  BehaviorSubject,
  combineLatest,
  defer,
  filter,
  finalize,
  firstValueFrom,
  fromEvent,
  map,
  merge,
  mergeMap,
  NEVER,
  type Observable,
  of,
  retry,
  shareReplay,
  startWith,
  switchMap,
  tap,
  timer,
} from 'rxjs';
import { trackState } from 'rx-bedrock/operators';
import type { About } from '../about.js';
import { acting, offer, offerServers, presses } from './actions.js';
import { audienceOf, leave } from './audience.js';
import { Cable } from './cable.js';
import { byId, write } from './element.js';
import { frames, inFrames } from './frames.js';
import { showMarbles } from './marbles/showMarbles.js';
import { showEventLog } from './panes/eventLog.js';
import { showLateReader } from './panes/lateReader.js';
import { showMeter } from './panes/meter.js';
import { showStatus } from './panes/status.js';
import { showToolCalls } from './panes/toolCalls.js';
import { showTranscript } from './panes/transcript.js';
import { wishesOf } from './prompt.js';
import { Session, type Wish } from './session.js';
import { nothingYet, situationOf } from './situation.js';
import { quietTips } from './tips.js';
import { showTruth } from './truth.js';

const cable = new Cable(fetch.bind(globalThis));
globalThis.fetch = cable.fetch;

quietTips().subscribe();

const about = await askAbout();
const shared = new URLSearchParams(location.search).get('generation');
// Somebody who comes for the first time need only press the button.
if (shared === null) byId('prompt', HTMLTextAreaElement).value = 'How can many readers share one answer?';
const wishes: Observable<Wish> = merge(shared === null ? NEVER : of({ id: shared }), wishesOf(about));
wishes
  .pipe(
    map((wish) => new Session(wish)),
    startWith(undefined),
    switchMap((session) => (session ? perform(session) : showMarbles(undefined))),
  )
  .subscribe();

/** A server that is just being started again is waited for, but not for ever. */
async function askAbout(): Promise<About> {
  const answer = defer(async () => (await (await fetch('/about')).json()) as About);
  const patiently = answer.pipe(
    retry({
      count: 30,
      delay: () => {
        complain('The server of this page does not answer. Trying again.');
        return timer(500);
      },
    }),
    tap({
      next: () => complain(nothingYet.advice),
      error: () => complain('The server of this page does not answer. Start it, then load this page again.'),
    }),
  );
  return firstValueFrom(patiently);
}

/** Everything that this tab does with one generation, until it turns to another. */
function perform(session: Session): Observable<unknown> {
  return defer(() => {
    cable.reset();
    const late = new BehaviorSubject(0);
    const situations = combineLatest([
      session.follow('Status').pipe(trackState()),
      session.interruption,
    ]).pipe(
      map(([state, interruption]) => situationOf(state, interruption)),
      shareReplay({ bufferSize: 1, refCount: true }),
    );
    const isOver = situations.pipe(map((situation) => situation.isOver));
    const audience = audienceOf(
      session.ids,
      session.chronicle.present,
      situations.pipe(map(({ phase }) => phase)),
    );
    return merge(
      // The panes: five subscribers, and as many late ones as there are.
      showTranscript(session.follow('Transcript')),
      showMeter(session.follow('Meter'), about.prices, () => session.chronicle.isPast),
      showToolCalls(session.follow('Tool calls')),
      showEventLog(session.follow('Events')),
      showStatus(situations),
      presses('join').pipe(mergeMap((_, index) => joinLate(session, `Late reader ${index + 1}`, late))),
      // What is about them.
      showMarbles(session.chronicle),
      session.interruption.pipe(
        tap((interruption) => session.chronicle.noteLine(interruption !== undefined)),
      ),
      cable.answers.pipe(tap(({ past }) => past && session.chronicle.notePast(past))),
      combineLatest([audience, session.ids, session.chronicle.present, isOver, cable.answers]).pipe(
        inFrames(),
        tap(([heard, id, here, over, { server }]) => {
          showTruth(heard, { isKnown: id !== undefined, isOver: over, here });
          if (heard && !heard.isOld) offerServers(heard.audience, over, server);
        }),
      ),
      combineLatest([isOver, late, session.ids]).pipe(
        inFrames(),
        tap(([over, count, id]) => offer(over, count, id)),
      ),
      acting(session, cable, complain),
      session.ids.pipe(
        filter((id) => id !== undefined),
        tap(remember),
      ),
      fromEvent(window, 'pagehide').pipe(tap(() => depart(session))),
      frames.pipe(tap(() => showClock(session))),
    ).pipe(finalize(() => depart(session)));
  });
}

function joinLate(session: Session, name: string, late: BehaviorSubject<number>): Observable<unknown> {
  late.next(late.value + 1);
  const { chronicle } = session;
  return showLateReader(name, chronicle.elapsed, session.follow(name)).pipe(
    finalize(() => late.next(late.value - 1)),
  );
}

/** A reload, and whoever is given the address, reads the same generation. */
function remember(id: string): void {
  history.replaceState(null, '', `?generation=${encodeURIComponent(id)}`);
}

function depart({ id }: Session): void {
  if (id !== undefined) leave(id);
}

/** Where one looks, and for those who listen. */
function complain(words: string): void {
  write(byId('advice'), words);
  write(byId('announcer'), words);
}

function showClock({ chronicle }: Session): void {
  if (chronicle.isLive) write(byId('clock'), `${(chronicle.elapsed / 1000).toFixed(1)} s`);
}
