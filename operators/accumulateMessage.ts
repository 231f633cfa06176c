import type { OperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { followToTheEnd } from '../src/sharing/follow.js';
import type { MessageSnapshot } from '../src/message/snapshot.js';
import { snapshotOf } from '../src/message/snapshotOf.js';
import { completedSnapshot } from '../src/outcome.js';

/**
 * Emits the message so far with every event, and once more when it is over.
 *
 * <span class="informal">The message as Bedrock's non-streaming Converse would return it, growing.</span>
 *
 * A snapshot holds the message, the stop reason, the usage, the metrics and the status. The last one has the final
 * status: `complete`, or `stopped` where somebody completed the stream before its messageStop. An error passes
 * through; its `partial` is the last snapshot then. What has not changed between two snapshots keeps its identity.
 *
 * ```text
 * in                   s-a-b-e-m|        s messageStart, a b text deltas, e messageStop, m metadata
 * accumulateMessage()  1-2-3-4-5(6|)     5 has the usage, 6 the status 'complete'
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { accumulateMessage } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * of(...textMessage('Hello, world'))
 *   .pipe(accumulateMessage())
 *   .subscribe(({ status, message, usage }) => console.log(status, message.content, usage?.outputTokens));
 * ```
 *
 * @returns an operator from events to snapshots
 * @see {@link settleOutcome} for the last one only, {@link trackState} for screens
 */
export function accumulateMessage(): OperatorFunction<ConverseEvent, MessageSnapshot> {
  return (source) =>
    followToTheEnd(checkSource('accumulateMessage', source), {
      show: (before, now) => before && snapshotOf(now),
      last: completedSnapshot,
    });
}
