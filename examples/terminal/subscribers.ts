import {
  catchError,
  combineLatest,
  EMPTY,
  first,
  map,
  merge,
  type Observable,
  of,
  scan,
  share,
  startWith,
  switchMap,
} from 'rxjs';
import type { ConverseEvent, GenerationState } from 'rx-bedrock';
import { accumulateText, trackState } from 'rx-bedrock/operators';

/** What the four subscribers know at one moment. */
export interface Views {
  transcript: string;
  meter: Meter;
  counter: EventCount;
  latecomer: Latecomer;
}

/** How far the generation is, and for how long it has been writing. */
export interface Meter {
  state: GenerationState;
  /** When the first text came, and the latest event, in milliseconds. */
  began?: number;
  latest: number;
}

/** How many events there were of each kind. */
export type EventCount = Readonly<Record<string, number>>;

/** What the late subscriber has got so far; `caughtUp` is what it had got when it was up to date. */
export interface Latecomer {
  text: string;
  events: number;
  caughtUp?: Latecomer;
}

/** Four subscribers of one generation: the last one joins when the transcript has so many characters. */
export function watch(generation: Observable<ConverseEvent>, joinAfter: number): Observable<Views> {
  // Two want the text: the screen, and the cue for the latecomer. Sharing it makes them one subscriber.
  const transcript = readAlong(generation).pipe(share());
  const cue = transcript.pipe(first((text) => text.length >= joinAfter, ''));
  return combineLatest({
    transcript,
    meter: measure(generation),
    counter: countEvents(generation),
    latecomer: cue.pipe(
      switchMap(() => joinLate(generation)),
      startWith(nothingYet),
    ),
  });
}

function readAlong(generation: Observable<ConverseEvent>): Observable<string> {
  return generation.pipe(untilItFails, accumulateText(), startWith(''));
}

/** The one that also tells how it all ended: `trackState` never errors. */
function measure(generation: Observable<ConverseEvent>): Observable<Meter> {
  return generation.pipe(
    trackState(),
    map((state) => ({ state, latest: Date.now() })),
    scan((before: Meter, now): Meter => {
      const began = before.began ?? (now.state.text === '' ? undefined : now.latest);
      return began === undefined ? now : { ...now, began };
    }),
  );
}

/** The events have Bedrock's own shape, one member each: any operator of RxJS will do. */
function countEvents(generation: Observable<ConverseEvent>): Observable<EventCount> {
  const none: EventCount = {};
  return generation.pipe(
    untilItFails,
    map((event) => Object.keys(event)[0] ?? 'unknown'),
    scan((count, kind) => ({ ...count, [kind]: (count[kind] ?? 0) + 1 }), none),
    startWith(none),
  );
}

const nothingYet: Latecomer = { text: '', events: 0 };

function joinLate(generation: Observable<ConverseEvent>): Observable<Latecomer> {
  // The past arrives while we subscribe; so what merge subscribes to next marks the moment when it is all here.
  return merge(generation.pipe(untilItFails), of('up to date' as const)).pipe(
    scan((got, news) => {
      if (news === 'up to date') return { ...got, caughtUp: got };
      const chunk = news.contentBlockDelta?.delta?.text ?? '';
      return { ...got, text: got.text + chunk, events: got.events + 1 };
    }, nothingYet),
  );
}

/** One place tells of a failure, and that is the meter; the others keep what they have. */
function untilItFails(events: Observable<ConverseEvent>): Observable<ConverseEvent> {
  return events.pipe(catchError(() => EMPTY));
}
