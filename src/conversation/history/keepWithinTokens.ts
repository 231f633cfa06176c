import type { Message } from '@aws-sdk/client-bedrock-runtime';
import { checkFunction, checkNumber, checkOptions } from '../../check.js';
import { fourCharactersPerToken } from '../../message/usage.js';
import { exchangesIn } from './exchanges.js';
import type { TrimHistory } from './trimmed.js';

/** Estimates how many tokens a message takes. */
export type MessageEstimator = (message: Message) => number;

/** What `keepWithinTokens` understands beside the limit. */
export interface KeepWithinTokensOptions {
  /**
   * Estimates the tokens of a message.
   * @default estimateMessageTokens
   */
  estimate?: MessageEstimator | undefined;
}

/**
 * Leaves out the oldest turns until the rest is within a number of tokens: for `trimHistory` of a conversation.
 *
 * <span class="informal">Forgets the beginning, in whole turns.</span>
 *
 * A turn is what the user said with all that it led to, so that a tool call never loses its result. The last turn is
 * kept, whatever it takes. The system prompt, the tools and the answer need room of their own: leave them some.
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { createConversation, keepWithinTokens } from 'rx-bedrock';
 *
 * const modelId = 'us.amazon.nova-micro-v1:0'; // has room for 128,000 tokens
 * const trimHistory = keepWithinTokens(100_000);
 * const conversation = createConversation(new BedrockRuntimeClient(), { modelId, trimHistory });
 * conversation.send('Hello').subscribe({ error: console.error });
 * ```
 *
 * @param limit - how many tokens the messages may take, as far as the estimator knows
 * @param options - see {@link KeepWithinTokensOptions}
 * @returns a function from all messages to those that are sent
 * @throws TypeError, RangeError - at once, when the limit or the estimator cannot be meant
 */
export function keepWithinTokens(limit: number, options: KeepWithinTokensOptions = {}): TrimHistory {
  const fix = 'Pass what the model takes, less some room for the answer: keepWithinTokens(100_000), say.';
  checkNumber('The limit', limit, (tokens) => tokens > 0, 'a number of tokens above 0', fix);
  checkOptions('options', options, 'Pass { estimate }, or leave them out.');
  const { estimate = estimateMessageTokens } = options;
  checkFunction('options.estimate', estimate, 'It is given a message, and returns its tokens.');
  return (messages) => {
    const exchanges = exchangesIn(messages);
    let room = limit;
    const isKept = (exchange: Message[], at: number) => {
      for (const message of exchange) room -= tokensOf(message, estimate);
      return room >= 0 || at === exchanges.length - 1;
    };
    // From the end: the first that finds no room is left out, with all before it.
    const last = exchanges.findLastIndex((exchange, at) => !isKept(exchange, at));
    return exchanges.slice(last + 1).flat();
  };
}

function tokensOf(message: Message, estimate: MessageEstimator): number {
  const tokens = estimate(message);
  const fix = 'Return the tokens that the message takes.';
  const isCount = (value: number) => Number.isFinite(value) && value >= 0;
  checkNumber('What the estimator returned', tokens, isCount, 'a number of tokens, 0 or more', fix);
  return tokens;
}

/**
 * The rule of thumb for English text, as {@link fourCharactersPerToken}: a token for every four characters of whatever
 * a message holds, names of members and bytes included; for every image 1,600, the most that models say they take.
 */
export const estimateMessageTokens: MessageEstimator = ({ content = [] }) =>
  fourCharactersPerToken({ text: sizeOf(content), reasoning: 0, toolInput: 0 }).outputTokens;

const charactersOfImage = 4 * 1_600;

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof Uint8Array) return value.byteLength;
  if (typeof value !== 'object' || value === null) return String(value).length;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + sizeOf(item), 0);
  return Object.entries(value).reduce((sum, [name, member]) => sum + sizeOfMember(name, member), 0);
}

function sizeOfMember(name: string, value: unknown): number {
  if (name === 'text') return sizeOf(value);
  return name.length + (name === 'image' ? charactersOfImage : sizeOf(value));
}
