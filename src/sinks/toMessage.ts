import type { Observable } from 'rxjs';
import { checkSource } from '../check.js';
import type { ConverseEvent } from '../events.js';
import type { MessageSnapshot } from '../message/snapshot.js';
import { toOutcome } from './toOutcome.js';

/**
 * Waits for the whole message of a generation.
 *
 * <span class="informal">As if you had called Bedrock's non-streaming Converse, while others watch it stream.</span>
 *
 * The promise is a subscriber from the moment of the call on. It rejects with the {@link GenerationError} that the
 * generation ended in; its `partial` has what had arrived. Of a generation that was stopped, it resolves to what can be
 * sent back of the message. That may be nothing, as it may of a whole message whose one tool call is malformed; an
 * empty message must not be sent.
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { converse, toMessage, userMessage } from 'rx-bedrock';
 *
 * const input = { modelId: 'us.amazon.nova-micro-v1:0', messages: [userMessage('Hello')] };
 * const message = await toMessage(converse(new BedrockRuntimeClient(), input));
 * console.log(message.role, message.content);
 * ```
 *
 * @param events - a generation
 * @returns a promise of Bedrock's own `Message`, ready for `messages`
 * @throws TypeError - at once, when there is nothing to subscribe to
 * @see {@link toOutcome} for usage and status beside it, and no rejection
 */
export function toMessage(events: Observable<ConverseEvent>): Promise<MessageSnapshot['message']> {
  return toOutcome(checkSource('toMessage', events)).then(({ message, error }) => {
    if (error) throw error;
    return message;
  });
}
