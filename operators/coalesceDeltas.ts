import type { MonoTypeOperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { respond } from '../src/respond.js';
import { Neighbours } from '../src/sharing/neighbours.js';
import { checkWindow, type GatheringWindow, TimedWindow } from '../src/timing/window.js';

/**
 * Joins the deltas that come close together, so that a screen is told once per frame and not once per token.
 *
 * <span class="informal">The same stream in fewer events; nothing is lost, and nothing changes places.</span>
 *
 * A delta is held back until the window that it opened is over; those of one block and kind that stand side by side
 * are joined, as they are for a late subscriber. Any other event passes at once, and sends what is held ahead of it:
 * so does the end, be it a completion or an error. Every fold of the result is a fold of the source.
 *
 * With `{ frames: true }` a window lasts until the next animation frame. A hidden tab has no frames and slow timers:
 * what has waited for 100 ms goes on with a timer or with the next event, whichever comes first. Where there is no
 * `requestAnimationFrame`, such as on a server, a frame is 16 ms.
 *
 * ```text
 * in                         s-abc---d----e-m|     s messageStart, a b c d text deltas, e messageStop
 * coalesceDeltas({ ms: 3 })  s----A-----d-e-m|     A is a, b and c as one delta
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { accumulateText, coalesceDeltas } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * of(...textMessage('Many hands make light work.'))
 *   .pipe(coalesceDeltas({ frames: true }), accumulateText())
 *   .subscribe((text) => console.log(text)); // once
 * ```
 *
 * @param window - `{ ms }` or `{ frames: true }`, and the scheduler of its timers: see {@link GatheringWindow}
 * @returns an operator that changes nothing but how the deltas are cut
 * @throws TypeError, RangeError - at once, when it is no window
 * @see {@link multicastReplay}, behind which it belongs: each subscriber may have a window of its own
 */
export function coalesceDeltas(window: GatheringWindow): MonoTypeOperatorFunction<ConverseEvent> {
  checkWindow(window);
  return (source) =>
    respond(checkSource('coalesceDeltas', source), (outlet) => {
      const held = new Neighbours();
      const gathering = new TimedWindow(window);
      const release = () => {
        gathering.shut();
        return held.release();
      };
      const letGo = () => {
        outlet.emit(release());
      };
      outlet.onClose(() => {
        gathering.shut();
      });
      return {
        next(event) {
          const overdue = gathering.isOverdue ? release() : [];
          if (held.hold(event)) {
            gathering.open(letGo);
            // Only now, that what a subscriber answers with does not come before this event.
            outlet.emit(overdue);
          } else outlet.emit([...overdue, ...release(), event]);
        },
        last: letGo,
      };
    });
}
