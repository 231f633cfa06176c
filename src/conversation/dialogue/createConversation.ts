import type { Message } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseClient } from '../../source/input.js';
import type { Conversation } from './conversation.js';
import { acceptable } from '../history/acceptable.js';
import { exchangesIn } from '../history/exchanges.js';
import { checkConversationOptions } from './optionChecks.js';
import type { ConversationOptions } from './options.js';
import type { ConversationTurn } from './state.js';
import { TurnTaking } from './turnTaking.js';

/**
 * Begins a conversation: turns with one model, one after the other, and the history that each of them is asked with.
 *
 * <span class="informal">`send` what the user says; follow `state` and `messages`.</span>
 *
 * A turn runs when it is sent, whether somebody subscribes to it or not, and until its end, whoever leaves: `stop` stops
 * it. The history is always one that Bedrock accepts. Of a turn that was stopped or has failed it keeps what had
 * arrived and can be sent back; where that is nothing, what the user said goes out with what the user says next, or
 * again by `regenerate`. A tool call that nobody has answered is given an error as its result. A history that calls
 * tools goes out with a `toolConfig`, as Bedrock wants it: where there are no tools any more, it names those that were.
 * What is passed in is copied; what `state`, `turns` and `messages` emit, and what `onApproval` and
 * `stopWhen` are given, is frozen, and its bytes are copies: none of it can change what was said.
 *
 * Nothing has to be closed: a conversation that is idle holds neither a timer nor a connection. `close` is for who
 * leaves in the middle.
 *
 * ```text
 * questions  p---q                           p and q are sent; policy 'concat'
 * request 1  -s-a----b-e-m|                  asked with p
 * send(p)    ---(sa)-b-e-m|
 * request 2               -s-c----e-m|       asked with p, its answer, and q
 * send(q)        ------------(sc)-e-m|
 * ```
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { createConversation } from 'rx-bedrock';
 * import { selectText } from 'rx-bedrock/operators';
 *
 * const conversation = createConversation(new BedrockRuntimeClient(), {
 *   modelId: 'us.amazon.nova-micro-v1:0',
 *   system: [{ text: 'Answer in one sentence.' }],
 * });
 * conversation.state.subscribe(({ status, text }) => console.log(status, text));
 * conversation.send('Name a river.');
 * conversation.send('Where does it rise?').pipe(selectText()).subscribe({ next: console.log, error: console.error });
 * ```
 *
 * @param client - the SDK's client, or anything with its `send()`
 * @param options - see {@link ConversationOptions}
 * @returns a conversation in which nothing was asked yet
 * @throws TypeError, RangeError - at once, when an option cannot be meant
 * @see {@link converse} for a single answer
 */
export function createConversation(client: ConverseClient, options: ConversationOptions): Conversation {
  checkConversationOptions(client, options);
  return new TurnTaking(client, options, turnsIn(options.messages ?? []));
}

function turnsIn(messages: readonly Message[]): ConversationTurn[] {
  return exchangesIn(acceptable(messages)).map(([user, ...rest]) => ({
    user: user!,
    messages: rest,
    status: 'complete',
  }));
}
