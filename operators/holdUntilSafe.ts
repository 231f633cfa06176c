import type { MonoTypeOperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import { GenerationError, withDetails } from '../src/errors.js';
import type { ConverseEvent } from '../src/events.js';
import { isMessageStart, isMessageStop, isMetadata } from '../src/guards.js';
import { emptyMessage, foldMessage } from '../src/message/fold.js';
import { partialOf } from '../src/message/snapshotOf.js';
import { relay } from '../src/relay.js';
import { Outlet } from '../src/respond.js';

/**
 * Holds all content back until it is known that no guardrail has intervened.
 *
 * <span class="informal">What must not be read is never shown, not even for a moment.</span>
 *
 * A guardrail in asynchronous mode says at the end that it has intervened, when the content has long been streamed.
 * This operator lets messageStart through, keeps the content, and hands it on with messageStop, unless the stop reason
 * is `guardrail_intervened`: then only messageStop and metadata follow (which quotes the content where the request asks
 * for a trace). Of a stream that fails or is stopped before its stop reason nothing is shown either, and the `partial`
 * of its error holds none of the content. The guardrail's own words to the user are content too: show yours where
 * `stopReason` says that it has intervened. Put it `upstream`.
 *
 * ```text
 * in               s-a-b-e-----m|        e messageStop, stop reason 'end_turn'
 * holdUntilSafe()  s-----(abe)-m|
 *
 * in               s-a-b-g-m|            g messageStop, stop reason 'guardrail_intervened'
 * holdUntilSafe()  s-----g-m|
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { accumulateText, holdUntilSafe } from 'rx-bedrock/operators';
 * import { messageStart, messageStop, textDelta } from 'rx-bedrock/testing';
 *
 * of(messageStart(), textDelta('my PIN is'), messageStop('guardrail_intervened'))
 *   .pipe(holdUntilSafe(), accumulateText())
 *   .subscribe((text) => console.log(text)); // nothing
 * ```
 *
 * @returns an operator that changes when content comes, and whether
 * @see {@link takeWhileBudget} for the other guard
 */
export function holdUntilSafe(): MonoTypeOperatorFunction<ConverseEvent> {
  return (source) =>
    relay(checkSource('holdUntilSafe', source), (subscriber) => {
      const outlet = new Outlet(subscriber);
      let held: ConverseEvent[] = [];
      let verdict: 'open' | 'safe' | 'unsafe' = 'open';
      // What is shown in any case, for an error to tell.
      let frame = emptyMessage;
      return {
        next: (event) => {
          const { messageStart, messageStop } = event;
          if (isFrame(event)) frame = foldMessage(frame, event);
          // A further message has content and a stop reason of its own.
          if (messageStart) [held, verdict] = [[], 'open'];
          if (messageStart || verdict === 'safe') outlet.emit([event]);
          else if (verdict === 'open') held.push(event);
          else if (isFrame(event)) outlet.emit([event]);
          if (verdict !== 'open' || !messageStop) return;
          verdict = messageStop.stopReason === 'guardrail_intervened' ? 'unsafe' : 'safe';
          const shown = verdict === 'safe' ? held : held.filter(isFrame);
          held = [];
          outlet.emit(shown);
        },
        error: (error) => {
          const hides = verdict !== 'safe' && error instanceof GenerationError;
          outlet.error(hides ? withDetails(error, { partial: partialOf(frame) }) : error);
        },
        complete: () => outlet.complete(),
      };
    });
}

/** What a message has around its content. */
function isFrame(event: ConverseEvent): boolean {
  return isMessageStart(event) || isMessageStop(event) || isMetadata(event);
}
