import type { ConverseStreamCommandInput, Message } from '@aws-sdk/client-bedrock-runtime';
import { complaint } from '../../check.js';
import type { ConverseOptions } from '../../converse.js';
import { GenerationError } from '../../errors.js';
import { acceptable } from '../history/acceptable.js';
import type { TrimHistory } from '../history/keepWithinTokens.js';
import type { Said } from '../history/withoutBlanks.js';
import type { ToolOptions } from '../tools/options.js';
import type { ConversationOptions } from './options.js';
import type { ConversationTurn } from './state.js';

/** What to ask, and how. */
export interface Request {
  readonly input: ConverseStreamCommandInput;
  readonly options: ConverseOptions;
  /** Absent where there are no tools. */
  readonly tools?: ToolSettings | undefined;
}

/** What only `converseWithTools` understands. */
export type ToolSettings = Omit<ToolOptions, keyof ConverseOptions>;

/**
 * The request of a turn.
 * @param said - all that was said, up to what the turn is about
 */
export function requestFor(said: readonly Message[], settings: ConversationOptions): Request {
  const { messages: _, policy: __, trimHistory, signal, scheduler, ...others } = settings;
  const { firstEventTimeout, idleTimeout, decode, maxFrameBytes, ...more } = others;
  const { onResponse, retry, upstream, tools, ...rest } = more;
  const { maxTurns, stopWhen, concurrency, toolTimeout, onApproval, ...input } = rest;
  const source = { signal, scheduler, firstEventTimeout, idleTimeout, decode, maxFrameBytes, onResponse };
  return {
    input: { ...input, messages: toSend(said, trimHistory) },
    options: { ...source, retry, upstream },
    tools: tools && { tools, maxTurns, stopWhen, concurrency, toolTimeout, onApproval },
  };
}

function toSend(said: readonly Message[], trimHistory: TrimHistory | undefined): Said[] {
  const history = acceptable(said);
  const messages = trimHistory ? acceptable(checked(trimHistory(history))) : history;
  if (messages.at(-1)?.role === 'user') return messages;
  const reason =
    'There is nothing of the user to send: tool results without a call are left out, and so is what';
  throw new GenerationError('rejected', `${reason} trimHistory leaves out.`);
}

function checked(messages: unknown): readonly Message[] {
  if (Array.isArray(messages)) return messages as Message[];
  const fix = 'Return the messages that are to be sent.';
  throw new TypeError(complaint('What options.trimHistory returned', messages, 'an array', fix));
}

/** What was said in these turns. */
export function saidIn(turns: readonly ConversationTurn[]): Message[] {
  return turns.flatMap(({ user, messages }) => [user, ...messages]);
}
