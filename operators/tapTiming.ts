import { asyncScheduler, type MonoTypeOperatorFunction, type TimestampProvider } from 'rxjs';
import { checkFunction, checkOptions, checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { respond } from '../src/respond.js';
import { tellEnd } from '../src/sharing/isolate.js';
import { checkClock, steadyClock } from '../src/timing/clock.js';
import { Stopwatch, type Timing } from '../src/timing/stopwatch.js';

/** What `tapTiming` understands. */
export interface TapTimingOptions {
  /**
   * The clock to read: a scheduler, or `performance` for fractions of a millisecond.
   * @default asyncScheduler
   */
  scheduler?: TimestampProvider | undefined;
}

/**
 * Tells an observer how fast a generation came, and lets every event through.
 *
 * <span class="informal">Time to first token, the pauses in between, tokens per second: what people feel.</span>
 *
 * The observer is called once per subscription, when it is over: completed, failed, or left by the subscriber. The
 * gaps are those between events with content. Their quantiles take a memory that does not grow: they are exact for
 * whole milliseconds up to 50, and where all gaps are the same; beyond that they are wrong by 2 % at most. If the
 * observer throws at a completion, the stream errors; at an error, or when it is left, what it throws is reported the
 * RxJS way.
 *
 * A late subscriber of a shared generation times its own replay: to time the generation, put it `upstream`.
 *
 * ```text
 * in                   -s-a-b-e-m|     m metadata, with the usage and the server's latency
 * tapTiming(observer)  -s-a-b-e-m|
 * observer             ----------t     t { firstEvent: 1, firstText: 3, gaps: { max: 2, … }, … }
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { tapTiming } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * of(...textMessage('Hello, world'))
 *   .pipe(tapTiming(({ firstText, gaps, tokensPerSecond }) => console.log(firstText, gaps?.p95, tokensPerSecond)))
 *   .subscribe();
 * ```
 *
 * @param observer - is given a {@link Timing}
 * @param options - see {@link TapTimingOptions}
 * @returns an operator that changes nothing
 * @throws TypeError - at once, when the observer or the clock cannot be meant
 * @see {@link tapUsage} for what it cost
 */
export function tapTiming(
  observer: (timing: Timing) => void,
  options: TapTimingOptions = {},
): MonoTypeOperatorFunction<ConverseEvent> {
  checkFunction('The observer of tapTiming()', observer, 'It is called with { firstText, gaps, … }.');
  checkOptions('The options of tapTiming()', options, 'Pass { scheduler }, or leave them out.');
  const { scheduler = asyncScheduler } = options;
  checkClock('options.scheduler', scheduler);
  return (source) =>
    respond(checkSource('tapTiming', source), (outlet) => {
      const now = steadyClock(scheduler);
      const stopwatch = new Stopwatch(now());
      let isTold = false;
      const tell = (ended: Timing['ended']) => {
        if (isTold) return;
        isTold = true;
        observer(stopwatch.read(ended, now()));
      };
      outlet.onClose(() => {
        tellEnd(() => {
          tell('left');
        });
      });
      return {
        next(event) {
          stopwatch.note(event, now());
          outlet.emit([event]);
        },
        last(failure) {
          tell(failure ? 'failed' : 'completed');
        },
      };
    });
}
