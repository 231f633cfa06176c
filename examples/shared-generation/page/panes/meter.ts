import type { ConverseEvent, Prices, UsageReading } from 'rx-bedrock/browser';
import { accumulateUsage } from 'rx-bedrock/operators';
import {
  catchError,
  defer,
  EMPTY,
  endWith,
  interval,
  last,
  merge,
  type Observable,
  share,
  startWith,
  takeUntil,
  tap,
} from 'rxjs';
import { byId, write } from '../element.js';
import { inFrames } from '../frames.js';
import { Pace } from './pace.js';
import { drawSparkline } from './sparkline.js';

/** What it costs, and how fast it comes: estimated while the model talks, exact when Bedrock has counted. */
export function showMeter(
  events: Observable<ConverseEvent>,
  prices: Prices | undefined,
): Observable<unknown> {
  return defer(() => {
    const pace = new Pace();
    const readings = events.pipe(
      accumulateUsage({ prices }),
      catchError(() => EMPTY),
      tap(({ usage, quality }) => {
        if (quality === 'estimated') pace.note(usage.outputTokens ?? 0);
      }),
      share(),
    );
    const isOver = readings.pipe(last(null, undefined));
    return merge(
      readings.pipe(startWith(undefined), inFrames(), tap(showFigures)),
      interval(pace.period).pipe(
        takeUntil(isOver),
        tap({ next: () => pace.measure(), complete: () => (pace.isOver = true) }),
        startWith(undefined),
        endWith(undefined),
        inFrames(),
        tap(() => showPace(pace)),
      ),
    );
  });
}

function showFigures(reading: UsageReading | undefined): void {
  const { inputTokens, outputTokens } = reading?.usage ?? {};
  const isExact = reading?.quality === 'exact';
  const about = isExact ? '' : '≈ ';
  write(byId('tokens-out'), outputTokens === undefined ? '–' : about + outputTokens.toLocaleString('en-GB'));
  write(byId('tokens-in'), isExact ? inputTokens!.toLocaleString('en-GB') : '–');
  write(byId('cost'), reading?.cost === undefined ? '–' : `${about}$${reading.cost.toFixed(5)}`);
  write(byId('meter-quality'), isExact ? 'Exact: counted by Bedrock' : 'Estimated while it comes');
}

function showPace(pace: Pace): void {
  write(byId('speed-name'), pace.isOver ? 'Mean/s' : 'Tokens/s');
  write(byId('speed'), pace.now === undefined ? '–' : String(Math.round(pace.now)));
  drawSparkline(byId('sparkline'), pace.history);
}
