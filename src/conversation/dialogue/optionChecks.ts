import { checkFunction, checkOptions, complaint } from '../../check.js';
import { checkConverseOptions } from '../../converse.js';
import { userMessage } from '../../message/messages.js';
import { checkRequest, type ConverseClient } from '../../source/input.js';
import { checkMessage } from '../history/checkMessage.js';
import { checkToolOptions } from '../tools/options.js';
import { refuseMisplaced } from './misplaced.js';
import type { ConversationOptions, SendOptions, TurnOptions } from './options.js';

const policies = new Set<unknown>(['concat', 'switch', 'exhaust', 'error']);

/** Throws if an option cannot be meant. */
export function checkConversationOptions(client: ConverseClient, options: ConversationOptions): void {
  checkOptions('options', options, 'Pass { modelId }, and whatever else every turn is asked with.');
  refuseMisplaced(options, 'conversation');
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

/** Throws if what is set for one turn, on top of the conversation's options, cannot be meant. */
export function checkSendOptions(
  client: ConverseClient,
  options: SendOptions,
  ofConversation: ConversationOptions,
): void {
  checkOptions('options', options, 'Pass { inferenceConfig: { temperature: 1 } }, say, or leave them out.');
  refuseMisplaced(options, 'turn');
  checkTurnOptions(client, { ...ofConversation, ...options });
}

function checkTurnOptions(client: ConverseClient, options: TurnOptions): void {
  checkRequest(client, { ...options, messages: [userMessage('Is it right but for the messages?')] });
  checkConverseOptions(options);
  if (options.tools !== undefined) checkToolOptions({ ...options, tools: options.tools }, options.toolConfig);
}

function checkMessages(messages: unknown): void {
  if (messages === undefined) return;
  const fix = 'Leave it out to begin anew.';
  if (!Array.isArray(messages)) {
    throw new TypeError(complaint('options.messages', messages, 'an array of messages', fix));
  }
  for (const [at, message] of messages.entries()) checkMessage(`options.messages[${at}]`, message, fix);
}
