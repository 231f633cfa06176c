import type { TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import { checkNumber, checkOptions } from '../check.js';
import { type AnyDeltaEvent, type ConverseEvent, isDelta } from '../events.js';
import { costOf, type Prices } from './cost.js';

/** How much a model has generated so far, in UTF-16 code units: what a string's `length` counts. */
export interface GeneratedCharacters {
  readonly text: number;
  /** Reasoning that is shown; what is redacted does not tell its length. */
  readonly reasoning: number;
  /** The inputs of tool calls, as JSON text. */
  readonly toolInput: number;
}

/** What an estimator says of a generation so far. */
export interface UsageEstimate {
  outputTokens: number;
  /** @default 0 */
  inputTokens?: number;
}

/**
 * Estimates the usage while it is not known. It is given counts, not the text, so that a meter costs the same at
 * every delta and a late one reads what an early one does.
 */
export type UsageEstimator = (generated: GeneratedCharacters) => UsageEstimate;

/** The rule of thumb for English text: a token for every four characters begun, and nothing known of the input. */
export const fourCharactersPerToken: UsageEstimator = (generated) => ({
  outputTokens: Math.ceil(totalOf(generated) / 4),
});

/** What a generation uses, at one moment. */
export interface UsageReading {
  usage: TokenUsage;
  /** `exact` once Bedrock has said it, after the last word. */
  quality: 'estimated' | 'exact';
  /** In the currency of the prices; absent where there are none. */
  cost?: number;
}

/** What is known of the usage of a generation. */
export interface UsageState {
  readonly generated: GeneratedCharacters;
  readonly usage?: TokenUsage;
}

export const noUsage: UsageState = { generated: { text: 0, reasoning: 0, toolInput: 0 } };

/** Adds what an event generates, or says of the usage; a further messageStart starts a new message. */
export function foldUsage(state: UsageState, event: ConverseEvent): UsageState {
  const before = event.messageStart ? noUsage : state;
  const known = event.metadata?.usage ? { ...before, usage: event.metadata.usage } : before;
  return isDelta(event) ? withDelta(known, event) : known;
}

function withDelta(state: UsageState, { contentBlockDelta }: AnyDeltaEvent): UsageState {
  const { text, reasoningContent, toolUse } = contentBlockDelta.delta ?? {};
  const more = sum(state.generated, {
    text: lengthOf(text),
    reasoning: lengthOf(reasoningContent?.text),
    toolInput: lengthOf(toolUse?.input),
  });
  return totalOf(more) === totalOf(state.generated) ? state : { ...state, generated: more };
}

function sum(before: GeneratedCharacters, more: GeneratedCharacters): GeneratedCharacters {
  return {
    text: before.text + more.text,
    reasoning: before.reasoning + more.reasoning,
    toolInput: before.toolInput + more.toolInput,
  };
}

/** All of them together. */
export function totalOf({ text, reasoning, toolInput }: GeneratedCharacters): number {
  return text + reasoning + toolInput;
}

// Events may come from anywhere: a fold never throws, whatever it is fed.
function lengthOf(text: unknown): number {
  return typeof text === 'string' ? text.length : 0;
}

/** What the meter shows: what Bedrock has said, or else an estimate. */
export function readingOf(
  { generated, usage }: UsageState,
  estimate: UsageEstimator,
  prices: Prices | undefined,
): UsageReading {
  const used = usage ?? estimated(estimate(generated));
  const quality = usage ? 'exact' : 'estimated';
  return { usage: used, quality, ...(prices ? { cost: costOf(used, prices) } : {}) };
}

/** Whether two show the same. */
export function sameReading(before: UsageReading, now: UsageReading): boolean {
  if (before.usage === now.usage) return true;
  const { inputTokens, outputTokens } = now.usage;
  const isSame = before.usage.inputTokens === inputTokens && before.usage.outputTokens === outputTokens;
  return isSame && before.quality === 'estimated' && now.quality === 'estimated';
}

function estimated(estimate: UsageEstimate): TokenUsage {
  const fix = 'Return { outputTokens }, and { inputTokens } where you know them.';
  checkOptions('What the estimator returned', estimate, fix);
  const { inputTokens = 0, outputTokens } = estimate;
  const rule = 'a number of tokens, 0 or more';
  checkNumber('The inputTokens of the estimator', inputTokens, isCount, rule, fix);
  checkNumber('The outputTokens of the estimator', outputTokens, isCount, rule, fix);
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
}

function isCount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
