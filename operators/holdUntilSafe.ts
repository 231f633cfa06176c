import type { MonoTypeOperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import { GenerationError, withDetails } from '../src/errors.js';
import type { ConverseEvent } from '../src/events.js';
import { Gate } from '../src/gate.js';
import { isMessageStart, isMessageStop, isMetadata } from '../src/guards.js';
import { emptyMessage, foldMessage } from '../src/message/fold.js';
import { partialOf } from '../src/message/snapshotOf.js';
import { relay } from '../src/relay.js';

/**
 * Holds all content back until it is known that no guardrail has intervened.
 *
 * <span class="informal">What must not be read is never shown, not even for a moment.</span>
 *
 * A guardrail in asynchronous mode says at the end that it has intervened, when the content has long been streamed.
 * This operator lets messageStart through, keeps the content, and hands it on with messageStop, unless the stop reason
 * is `guardrail_intervened`: then only messageStop and metadata follow (which quotes the content where the request asks
 * for a trace). Of a stream that fails or is stopped before its stop reason nothing is shown either, and the `partial`
 * of its error holds none of the content. Put it `upstream`.
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
      const gate = new Gate(subscriber);
      let isSafe = false;
      // What is shown in any case, for an error to tell.
      let frame = emptyMessage;
      return {
        next: (event) => {
          const { messageStart, messageStop } = event;
          if (isFrame(event)) frame = foldMessage(frame, event);
          if (gate.isShut && messageStart) subscriber.next(event);
          else if (gate.isShut || isSafe || isFrame(event)) gate.next(event);
          if (!gate.isShut || !messageStop) return;
          isSafe = messageStop.stopReason !== 'guardrail_intervened';
          gate.open((held) => (isSafe ? held : held.filter(isFrame)));
        },
        error: (error) => {
          const hides = !isSafe && error instanceof GenerationError;
          gate.error(hides ? withDetails(error, { partial: partialOf(frame) }) : error);
        },
        complete: () => gate.complete(),
      };
    });
}

/** What a message has around its content. */
function isFrame(event: ConverseEvent): boolean {
  return isMessageStart(event) || isMessageStop(event) || isMetadata(event);
}
