import type { ConverseStreamCommandInput, Message } from '@aws-sdk/client-bedrock-runtime';
import { checkFunction, checkOptions, complaint } from '../../check.js';
import { checkConverseOptions } from '../../converse.js';
import { userMessage } from '../../message/messages.js';
import { checkRequest, type ConverseClient } from '../../source/input.js';
import type { TrimHistory } from '../history/trimmed.js';
import { checkToolOptions, type ToolOptions } from '../tools/options.js';

/**
 * What a `send` does while a turn is running, by RxJS's names: `concat` waits for its turn, `switch` stops the one that
 * is running, `exhaust` is ignored, and `error` fails.
 */
export type SendPolicy = 'concat' | 'switch' | 'exhaust' | 'error';

/** What a turn is asked with. */
interface TurnOptions
  extends Omit<ConverseStreamCommandInput, 'messages'>,
    Omit<Partial<ToolOptions>, 'grace' | 'stop' | 'trimHistory'> {}

/**
 * What `createConversation` understands: what a `ConverseStreamCommand` takes; the options of `converse`, and of
 * `converseWithTools` where there are `tools`, but for `grace` and `stop`, for which a conversation has no use; and
 * these.
 */
export interface ConversationOptions extends TurnOptions {
  /**
   * What has been said before.
   * @default nothing
   */
  messages?: Message[] | undefined;
  /**
   * What a `send` does while a turn is running: `'concat'` waits for its turn, `'switch'` stops the one that is
   * running, `'exhaust'` is ignored (it completes at once, without an event), `'error'` fails with code `rejected`.
   * @default 'concat'
   */
  policy?: SendPolicy | undefined;
  /**
   * Called before each request with all messages, the new one included: what it returns is sent. What it leaves out
   * stays in the conversation.
   * @default everything is sent
   */
  trimHistory?: TrimHistory | undefined;
}

/** What goes on top of the conversation's options, for one turn. */
export type SendOptions = Partial<TurnOptions>;

const policies = new Set<unknown>(['concat', 'switch', 'exhaust', 'error']);

/** Throws if an option cannot be meant. */
export function checkConversationOptions(client: ConverseClient, options: ConversationOptions): void {
  checkOptions('options', options, 'Pass { modelId }, and whatever else every turn is asked with.');
  checkTurnOptions(client, options);
  const { policy, trimHistory } = options;
  if (policy !== undefined && !policies.has(policy)) {
    const rule = "'concat', 'switch', 'exhaust' or 'error'";
    throw new TypeError(complaint('options.policy', policy, rule, "Leave it out for 'concat'."));
  }
  if (trimHistory !== undefined) {
    checkFunction('options.trimHistory', trimHistory, 'Pass keepWithinTokens(100_000), say.');
  }
  checkMessages(options.messages);
}

/** Throws if a turn cannot be asked like that. */
export function checkTurnOptions(client: ConverseClient, options: TurnOptions): void {
  checkRequest(client, { ...options, messages: [userMessage('Is it right but for the messages?')] });
  checkConverseOptions(options);
  if (options.tools !== undefined) checkToolOptions({ ...options, tools: options.tools });
}

function checkMessages(messages: unknown): void {
  if (messages === undefined || (Array.isArray(messages) && messages.every(isMessage))) return;
  const rule = 'an array of messages, each with its role and content';
  throw new TypeError(complaint('options.messages', messages, rule, 'Leave it out to begin anew.'));
}

/** Whether a value looks like one of Bedrock's messages. */
export function isMessage(value: unknown): value is Message {
  const { role, content } = (value ?? {}) as Message;
  return (role === 'user' || role === 'assistant') && Array.isArray(content) && content.every(isBlock);
}

function isBlock(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { text } = value as { text?: unknown };
  return text === undefined || typeof text === 'string';
}
