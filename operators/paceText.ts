import { asyncScheduler, type OperatorFunction, type Subscription } from 'rxjs';
import { checkSource } from '../src/check.js';
import { respond } from '../src/respond.js';
import { checkChunk } from '../src/text/chunk.js';
import { checkPaceOptions, type PaceTextOptions, paceFrom } from '../src/text/paceOptions.js';
import { Pacer } from '../src/text/pacer.js';
import { steadyClock } from '../src/timing/clock.js';

/**
 * Emits text at a pace that one can read, in place of the bursts in which it comes.
 *
 * <span class="informal">A steady hand that types, and hurries when it falls behind.</span>
 *
 * Text appears character by character (whole ones, joined emoji too) or word by word. Where the model is faster than
 * the pace, or a late subscriber gets a page at once, it goes just so much faster that nothing is held back for longer
 * than `maxLag`. The end is never held back: what is left when the source completes comes at once, and before its
 * error is handed on. The last character or word may still grow: it waits for the next one, or for `maxLag`.
 *
 * It paces its own subscriber and nobody else; the generation goes on at its speed. It keeps time by the clock and not
 * by counting ticks, and looks at it with every chunk too: a hidden tab, whose timers are slow, is behind by one of
 * their ticks at most.
 *
 * ```text
 * in                                a 99ms b 49ms |     a 'Hello', b ' you'
 * paceText({ charsPerSecond: 40 })  H 24ms e 24ms l 24ms l 24ms o 24ms _ 24ms (r|)     r the rest, 'you'
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { paceText, selectText } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * of(...textMessage('Many hands make light work.'))
 *   .pipe(selectText(), paceText({ charsPerSecond: 40 }))
 *   .subscribe((text) => process.stdout.write(text)); // all at once here, where the end has come
 * ```
 *
 * @param options - see {@link PaceTextOptions}
 * @returns an operator from strings to strings
 * @throws TypeError, RangeError - at once, when an option cannot be meant
 * @see {@link coalesceDeltas} for a screen that cannot draw every token
 */
export function paceText(options: PaceTextOptions): OperatorFunction<string, string> {
  checkPaceOptions(options);
  const { scheduler = asyncScheduler } = options;
  return (source) =>
    respond(checkSource('paceText', source), (outlet) => {
      const pacer = new Pacer(paceFrom(options));
      const now = steadyClock(scheduler);
      let timer: Subscription | undefined;
      let timerAt = Number.POSITIVE_INFINITY;
      outlet.onClose(() => timer?.unsubscribe());

      function show(): void {
        const time = now();
        const text = pacer.take(time);
        const next = pacer.nextTime(time);
        // A timer that comes too early does no harm: it only looks.
        if (next !== undefined && next < timerAt) lookAgain(next, time);
        if (text !== '') outlet.emit([text]);
      }

      function lookAgain(next: number, time: number): void {
        timer?.unsubscribe();
        timerAt = next;
        timer = scheduler.schedule(() => {
          timerAt = Number.POSITIVE_INFINITY;
          show();
        }, next - time);
      }

      return {
        next(chunk) {
          checkChunk('paceText', chunk);
          pacer.add(chunk, now());
          show();
        },
        last() {
          const text = pacer.rest();
          if (text !== '') outlet.emit([text]);
        },
      };
    });
}
