import type { Message, StopReason, TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import type { Observable } from 'rxjs';
import type { ConverseEvent } from '../../events.js';
import type { Outcome } from '../../outcome.js';
import type { ToolRun } from './toolRun.js';

/** One generation of a run with tools, and the tools that it calls. Who comes late gets everything. */
export interface Turn {
  /** How many turns came before. */
  readonly index: number;
  /** The generation, as `converse` would give it: every operator fits behind it. */
  readonly events: Observable<ConverseEvent>;
  /** The runs of the tools, each again with every change. Who comes late gets each as it stands. Never errors. */
  readonly toolRuns: Observable<ToolRun>;
  /**
   * How it ended, tools included: exactly one, whichever way. Never errors. Where all was stopped while tools ran, that
   * is `stopped`, though the message, and with it `events`, was complete.
   */
  readonly outcome: Observable<TurnOutcome>;
}

/** How a turn ended. It is frozen. */
export interface TurnOutcome extends Outcome {
  /**
   * What the turn adds to the history, always fit to be sent back: nothing where nothing was said; the answer; and
   * where it calls tools, a message of the user's with a result for each call, in their order.
   */
  messages: Message[];
  /** The usage of all turns up to this one, as far as Bedrock has told it. */
  totalUsage?: TokenUsage;
}

/** Whether there are results for the model. */
export function hasResults({ messages }: TurnOutcome): boolean {
  return messages.at(-1)?.role === 'user';
}

const cuts = new Set<StopReason | undefined>([
  'max_tokens',
  'model_context_window_exceeded',
  'content_filtered',
  'guardrail_intervened',
]);

/** Whether the model had more to say than it was let. */
export function wasCut({ stopReason }: Outcome): boolean {
  return cuts.has(stopReason);
}

/** Whether another turn is to follow, as far as the model is concerned. */
export function wouldGoOn(outcome: TurnOutcome): boolean {
  return outcome.status === 'complete' && hasResults(outcome) && !wasCut(outcome);
}
