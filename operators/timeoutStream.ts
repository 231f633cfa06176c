import { defer, type MonoTypeOperatorFunction, type SchedulerLike, tap } from 'rxjs';
import { checkOptions, checkSource } from '../src/check.js';
import { GenerationError } from '../src/errors.js';
import type { ConverseEvent } from '../src/events.js';
import { partialOf } from '../src/message/snapshotOf.js';
import { ReplayLog } from '../src/sharing/replayLog.js';
import { checkPatience, watched } from '../src/source/watchdog.js';
import { checkScheduler } from '../src/timing/clock.js';

/** What `timeoutStream` understands. */
export interface TimeoutStreamOptions {
  /**
   * How long the provider may be silent until the first event, in milliseconds; 0 means for ever.
   * @default 290_000
   */
  first?: number | undefined;
  /**
   * How long the provider may be silent between two events, in milliseconds; 0 means for ever.
   * @default 290_000
   */
  idle?: number | undefined;
  /**
   * What the time is measured on.
   * @default asyncScheduler
   */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Ends a stream whose provider has fallen silent, with a typed error, and closes it at once.
 *
 * <span class="informal">Nothing hangs: a watchdog for the first word, and one for each that follows.</span>
 *
 * What counts is the provider's silence, not the reader's slowness: the time begins when an event has been dealt with,
 * and an event loop that was blocked gets as long again to find what has arrived meanwhile. The error has the code
 * `timeout` and all that had arrived; after messageStop the stream completes instead, for the message is whole then.
 * The defaults fire before the SDK ends a silent stream, after 300 s, as if it were whole. The sources of this library
 * watch by themselves (`firstEventTimeout`, `idleTimeout`): use it for events that come from elsewhere.
 *
 * ```text
 * in                          -s-a--------     a is the last that comes
 * timeoutStream({ idle: 5 })  -s-a----#        # code 'timeout', with the text of a
 * ```
 *
 * @example
 * ```ts
 * import { concat, NEVER, of } from 'rxjs';
 * import { timeoutStream } from 'rx-bedrock/operators';
 * import { messageStart, textDelta } from 'rx-bedrock/testing';
 *
 * concat(of(messageStart(), textDelta('Well')), NEVER)
 *   .pipe(timeoutStream({ first: 1_000, idle: 50 }))
 *   .subscribe({ error: (error) => console.log(error.code, error.partial.message.content) });
 * ```
 *
 * @param options - see {@link TimeoutStreamOptions}
 * @returns an operator that changes nothing of a stream that keeps talking
 * @throws TypeError, RangeError - at once, when an option cannot be meant
 * @see {@link verifyStream} for streams that end too early instead
 */
export function timeoutStream(options: TimeoutStreamOptions = {}): MonoTypeOperatorFunction<ConverseEvent> {
  checkOptions('The options of timeoutStream()', options, 'Pass { first, idle }, in milliseconds.');
  const { first, idle, scheduler } = options;
  checkPatience('options.first', first);
  checkPatience('options.idle', idle);
  checkScheduler('options.scheduler', scheduler);
  return (source) => {
    const events = checkSource('timeoutStream', source);
    return defer(() => {
      const record = new ReplayLog();
      const recorded = events.pipe(tap((event) => record.append(event)));
      return watched(recorded, { first, idle, scheduler }, (complaint) => {
        return new GenerationError('timeout', complaint, { partial: partialOf(record.fold()) });
      });
    });
  };
}
