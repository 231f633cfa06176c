import type { OperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import type { GenerationState } from '../src/outcome.js';
import { trackedState } from '../src/sharing/trackedState.js';

/**
 * Emits the state of a generation for a screen: at once, with every change, and at last how it ended. Never errors.
 *
 * <span class="informal">Spinner, text, error and usage from one value; hand it to any UI framework.</span>
 *
 * The first state comes synchronously on subscribe, `connecting` with an empty message, and stays so until the first
 * content. An error does not break the stream: it is the `error` of the last state, beside all that had arrived.
 *
 * ```text
 * in            --s-a-b-e-m|        s messageStart, a b text deltas, e messageStop, m metadata
 * trackState()  1---2-3-4-5(6|)     1 'connecting', 2 'streaming', 6 'complete'
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { trackState } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * of(...textMessage('Hello, world'))
 *   .pipe(trackState())
 *   .subscribe(({ status, text, error }) => console.log(status, text, error?.message));
 * ```
 *
 * @returns an operator from events to states
 * @see {@link settleOutcome} for the last one only
 */
export function trackState(): OperatorFunction<ConverseEvent, GenerationState> {
  return (source) => trackedState(checkSource('trackState', source));
}
