import { lastValueFrom, type Observable } from 'rxjs';
import { checkSource } from '../check.js';
import type { ConverseEvent } from '../events.js';
import { followToTheEnd } from '../sharing/follow.js';
import { completedSnapshot, failedOutcome, type Outcome } from '../outcome.js';

/**
 * Waits for a generation to end, and tells how it did.
 *
 * <span class="informal">`await` for one record that says it all; it never rejects.</span>
 *
 * The promise is a subscriber from the moment of the call on. The Outcome holds the message with all that had
 * arrived, the status, the usage if it was seen, and the {@link GenerationError} if there was one.
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { converse, toOutcome, userMessage } from 'rx-bedrock';
 *
 * const input = { modelId: 'us.amazon.nova-micro-v1:0', messages: [userMessage('Hello')] };
 * const { status, message, usage, error } = await toOutcome(converse(new BedrockRuntimeClient(), input));
 * console.log(status, message.content, usage?.totalTokens, error?.code);
 * ```
 *
 * @param events - a generation
 * @returns a promise of its Outcome
 * @throws TypeError - at once, when there is nothing to subscribe to
 * @see {@link toMessage} where a failure should reject
 */
export function toOutcome(events: Observable<ConverseEvent>): Promise<Outcome> {
  const source = checkSource('toOutcome', events);
  // eslint-disable-next-line rxjs-x/no-ignored-default-value -- there always is an Outcome
  return lastValueFrom(followToTheEnd<Outcome>(source, { last: completedSnapshot, failed: failedOutcome }));
}
