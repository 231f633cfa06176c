import type { ConverseEvent, Prices, UsageReading } from 'rx-bedrock/browser';
import { accumulateUsage } from 'rx-bedrock/operators';
import {
  catchError,
  concat,
  connect,
  defer,
  EMPTY,
  interval,
  last,
  merge,
  type Observable,
  of,
  startWith,
  takeUntil,
  tap,
} from 'rxjs';
import { byId, write } from '../element.js';
import { inFrames } from '../frames.js';
import { Pace } from './pace.js';
import { drawSparkline } from './sparkline.js';

/**
 * What it costs, and how fast it comes: estimated while the model talks, exact when Bedrock has counted.
 * @param isPast - whether what comes just now is only caught up with
 */
export function showMeter(
  events: Observable<ConverseEvent>,
  prices: Prices | undefined,
  isPast: () => boolean,
): Observable<unknown> {
  return defer(() => {
    const pace = new Pace();
    return events.pipe(
      accumulateUsage({ prices }),
      catchError(() => EMPTY),
      tap(({ usage, quality }) => {
        if (quality === 'estimated') pace.note(usage.outputTokens ?? 0, isPast());
      }),
      connect((readings) =>
        merge(
          readings.pipe(startWith(undefined), inFrames(), tap(showFigures)),
          concat(of(undefined), measuring(pace, readings)).pipe(
            inFrames(),
            tap(() => showPace(pace)),
          ),
        ),
      ),
    );
  });
}

/** Measures the pace until there is nothing left to measure, and at last over all of it. */
function measuring(pace: Pace, readings: Observable<unknown>): Observable<unknown> {
  const ticks = interval(pace.period).pipe(
    tap(() => pace.measure()),
    takeUntil(readings.pipe(last(null, undefined))),
  );
  const atLast = defer(() => of((pace.isOver = true)));
  return concat(ticks, atLast);
}

function showFigures(reading: UsageReading | undefined): void {
  const { inputTokens, outputTokens } = reading?.usage ?? {};
  const isExact = reading?.quality === 'exact';
  const about = isExact ? '' : '≈';
  write(byId('tokens-out'), outputTokens === undefined ? '–' : about + outputTokens.toLocaleString('en-GB'));
  write(byId('tokens-in'), isExact ? inputTokens!.toLocaleString('en-GB') : '–');
  write(byId('cost'), reading?.cost === undefined ? '–' : `${about}$${reading.cost.toFixed(5)}`);
  write(byId('meter-quality'), isExact ? 'Exact: counted by Bedrock' : 'Estimated while it comes');
}

function showPace(pace: Pace): void {
  write(byId('speed-name'), pace.isOver ? 'Mean per s' : 'Tokens/s');
  write(byId('speed'), pace.now === undefined ? '–' : String(Math.round(pace.now)));
  drawSparkline(byId('sparkline', SVGElement), pace.history);
}
