import { defer, fromEvent, interval, merge, Observable, startWith, tap } from 'rxjs';
import type { Chronicle } from '../chronicle.js';
import { byId, element } from '../element.js';
import { frames, inFrames } from '../frames.js';
import { Drawing } from './drawing.js';
import { writeInWords } from './inWords.js';

/** The live diagram: drawn in every frame while somebody listens, and when its place or its colours change. */
export function showMarbles(chronicle: Chronicle | undefined): Observable<unknown> {
  return defer(() => {
    const drawing = new Drawing(byId('drawing', HTMLCanvasElement));
    const labels = new Labels();
    const paint = () => {
      drawing.draw(chronicle);
      labels.show(chronicle);
      const isLive = chronicle?.isLive ?? false;
      byId('now').style.transform =
        `translateX(${isLive ? Math.round(drawing.place(chronicle!.elapsed)) : -9}px)`;
    };
    const changes = merge(
      resizes(byId('canvas')),
      fromEvent(matchMedia('(prefers-color-scheme: dark)'), 'change'),
    );
    const anew = changes.pipe(
      startWith(undefined),
      tap(() => drawing.invalidate()),
    );
    const words = interval(1_000).pipe(
      startWith(0),
      whileChanging(chronicle),
      inFrames(),
      tap(() => chronicle && writeInWords(chronicle)),
    );
    return merge(anew.pipe(inFrames(), tap(paint)), frames.pipe(whileChanging(chronicle), tap(paint)), words);
  });
}

/** The ticks at which there can be news. */
function whileChanging(chronicle: Chronicle | undefined) {
  let seen = -1;
  return (ticks: Observable<number>): Observable<number> =>
    new Observable((subscriber) =>
      ticks.subscribe((tick) => {
        if (!chronicle) subscriber.complete();
        else if (chronicle.isLive || chronicle.version !== seen) subscriber.next(tick);
        seen = chronicle?.version ?? seen;
      }),
    );
}

/** The names of the lanes, beside the canvas. */
class Labels {
  private shown = '';

  show(chronicle: Chronicle | undefined): void {
    const names = chronicle?.lanes.map(({ name }) => name) ?? [
      'Transcript',
      'Meter',
      'Tool calls',
      'Events',
      'Status',
    ];
    if (names.join() === this.shown) return;
    this.shown = names.join();
    byId('lanes').replaceChildren(...names.map((name) => element('li', {}, name)));
  }
}

function resizes(place: Element): Observable<unknown> {
  return new Observable((subscriber) => {
    const observer = new ResizeObserver((entries) => subscriber.next(entries));
    observer.observe(place);
    return () => observer.disconnect();
  });
}
