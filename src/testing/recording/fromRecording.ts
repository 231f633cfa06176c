import { asyncScheduler, Observable, type SchedulerLike, type Subscriber } from 'rxjs';
import { checkNumber, checkOptions, longestWait } from '../../check.js';
import type { ConverseEvent } from '../../events.js';
import { ReplayLog } from '../../sharing/replayLog.js';
import { checkScheduler, steadyClock } from '../../timing/clock.js';
import { failureOf, replayedFailure } from './failure.js';
import { type Entry, linesOf, readRecording, type Recording } from './readRecording.js';

/** What `fromRecording` understands. */
export interface FromRecordingOptions {
  /**
   * How many times as fast as it was; `Infinity` plays all at once.
   * @default 1
   */
  speed?: number | undefined;
  /**
   * Where the pauses are made; a TestScheduler plays in virtual time.
   * @default asyncScheduler
   */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Plays a recording: the same events after the same pauses, and the same end.
 *
 * <span class="informal">The incident once more, as often as it takes to understand it.</span>
 *
 * Every subscription plays it from the start. What was recorded at once comes at once; a timer that is late delays
 * what it is for, and nothing after that. An error has the code, the message, `retryable`, the response and all that
 * had arrived; its cause keeps name and message. A generation that was stopped completes without messageStop, which
 * is what `stopped` means.
 *
 * Where the recording cannot be read, because it was cut, changed or written by a later version, the stream errors
 * with code `protocol` and a message that names the line, after all that came before. So it does where
 * something follows the end.
 *
 * ```text
 * recorded                  s-a-b-#                # code 'truncated'
 * fromRecording(recording)            s-a-b-#
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { selectText } from 'rx-bedrock/operators';
 * import { fromRecording, recordGeneration, textMessage } from 'rx-bedrock/testing';
 *
 * const lines: string[] = []; // or readFileSync('incident.ndjson', 'utf8')
 * of(...textMessage('Hello, world'))
 *   .pipe(recordGeneration({ write: (line) => lines.push(line) }))
 *   .subscribe();
 * fromRecording(lines, { speed: 10 })
 *   .pipe(selectText())
 *   .subscribe((chunk) => console.log(chunk));
 * ```
 *
 * @param recording - the text that `recordGeneration` has written, or its lines
 * @param options - see {@link FromRecordingOptions}
 * @returns a cold Observable of the recorded events
 * @throws TypeError, RangeError - at once, when the recording is no text or an option cannot be meant
 * @see {@link recordGeneration}, {@link toMarbles}
 */
export function fromRecording(
  recording: Recording,
  options: FromRecordingOptions = {},
): Observable<ConverseEvent> {
  const lines = linesOf(recording);
  checkOptions('The options of fromRecording()', options, 'Pass { speed: 10 }, say, or leave them out.');
  const { speed = 1, scheduler = asyncScheduler } = options;
  checkSpeed(speed);
  checkScheduler('options.scheduler', scheduler);
  return new Observable((subscriber) => {
    const entries = readRecording(lines);
    const arrived = new ReplayLog();
    const now = steadyClock(scheduler);
    const start = now();
    let { value: entry } = entries.next();

    /** @returns the milliseconds until the next entry, or nothing when it is over */
    const playWhatIsDue = (): number | undefined => {
      while (entry && !subscriber.closed) {
        const wait = start + entry.at / speed - now();
        // What is later takes several timers.
        if (wait > 0) return Math.min(wait, longestWait);
        play(entry, subscriber, arrived);
        ({ value: entry } = entries.next());
      }
      return undefined;
    };

    const wait = playWhatIsDue();
    if (wait === undefined) return undefined;
    return scheduler.schedule(function () {
      const next = playWhatIsDue();
      if (next !== undefined) this.schedule(undefined, next);
    }, wait);
  });
}

/** Throws unless something can be played at that speed. */
export function checkSpeed(speed: unknown): void {
  const fix = 'Pass 2 for twice as fast, Infinity for all at once, or leave it out.';
  checkNumber('options.speed', speed, (number) => number > 0, 'a number above 0', fix);
}

function play(entry: Entry, subscriber: Subscriber<ConverseEvent>, arrived: ReplayLog): void {
  if ('event' in entry) {
    arrived.append(entry.event);
    subscriber.next(entry.event);
  } else {
    const failure = failureOf(entry);
    if (failure) subscriber.error(replayedFailure(failure, arrived));
    else subscriber.complete();
  }
}
