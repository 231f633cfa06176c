import type { ConverseStreamCommandInput, Message } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseOptions } from '../../converse.js';
import { GenerationError } from '../../errors.js';
import { sentOf, type TrimHistory } from '../history/trimmed.js';
import { withToolConfig } from '../history/withToolConfig.js';
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
  const options = { ...source, retry, upstream };
  const toSend = (messages: readonly Message[]) => acceptableTo(messages, trimHistory);
  if (!tools) return { input: withToolConfig({ ...input, messages: toSend(said) }), options };
  const running = { maxTurns, stopWhen, concurrency, toolTimeout, onApproval };
  const whole = { ...input, messages: [...said] };
  return {
    input: tools.length > 0 ? whole : withToolConfig(whole),
    options,
    tools: { tools, ...running, trimHistory: toSend },
  };
}

function acceptableTo(messages: readonly Message[], trimHistory: TrimHistory | undefined): Said[] {
  const sent = sentOf(messages, trimHistory);
  if (sent.at(-1)?.role === 'user') return sent;
  const reason =
    'There is nothing of the user to send: tool results without a call are left out, and so is what';
  throw new GenerationError('rejected', `${reason} trimHistory leaves out.`);
}

/** What was said in these turns. */
export function saidIn(turns: readonly ConversationTurn[]): Message[] {
  return turns.flatMap(({ user, messages }) => [user, ...messages]);
}
