import type { GenerationState, SseInterruption } from 'rx-bedrock/browser';
import { adviceFor } from './advice.js';

/** How a generation stands, as a reader of the page sees it. */
export interface Situation {
  phase:
    | 'empty'
    | 'connecting'
    | 'streaming'
    | 'reconnecting'
    | 'complete'
    | 'stopped'
    | 'warning'
    | 'failed';
  /** In two or three words. */
  headline: string;
  /** What it means, and what to do. */
  advice: string;
  isOver: boolean;
}

export const nothingYet: Situation = {
  phase: 'empty',
  headline: 'Nothing asked yet',
  advice: 'Ask something, and watch five subscribers share the answer.',
  isOver: true,
};

/** What the state of the generation and that of the connection mean together. */
export function situationOf(state: GenerationState, interruption: SseInterruption | undefined): Situation {
  const { status, error, stopReason, text } = state;
  if (error) return { phase: 'failed', isOver: true, ...adviceFor(error, text.length) };
  if (status === 'stopped') {
    const kept =
      text === ''
        ? 'Nothing had arrived yet'
        : `The ${count(text.length)} characters that had arrived are kept`;
    return over('stopped', 'Stopped', `${kept}. The stream to Bedrock is closed, for everybody.`);
  }
  if (status === 'complete') return completeFor(stopReason);
  if (interruption) return comingBack(state, interruption);
  if (status === 'connecting')
    return going('connecting', 'Waiting for the first word', 'One request is on its way to Bedrock.');
  return going(
    'streaming',
    'Streaming',
    'Join late, drop the network, open a second tab: nobody asks again.',
  );
}

function completeFor(stopReason: string | undefined): Situation {
  if (stopReason === 'guardrail_intervened') {
    const advice = 'What you read is the guardrail’s own text, not the model’s. Ask in another way.';
    return over('warning', 'Stopped by a guardrail', advice);
  }
  if (stopReason === 'max_tokens')
    return over('warning', 'Cut at the limit of tokens', 'Ask for a shorter answer, or raise the limit.');
  const advice = 'Join late all the same: who comes now gets everything at once.';
  return over('complete', 'Complete', advice);
}

function comingBack({ text, status }: GenerationState, { failures, error }: SseInterruption): Situation {
  const tries = failures > 1 ? ` Tried ${count(failures)} times.` : '';
  if (status === 'connecting' && error.code !== 'network') {
    const words = error.message.slice(`${error.code}: `.length);
    return going('reconnecting', 'The server cannot take it yet', `${words} Trying again.${tries}`);
  }
  if (status === 'connecting')
    return going('reconnecting', 'No connection yet', `The server does not answer. Trying again.${tries}`);
  const kept = `${count(text.length)} characters are safe`;
  return going('reconnecting', 'Reconnecting', `${kept}; coming back for what was missed.${tries}`);
}

function going(phase: Situation['phase'], headline: string, advice: string): Situation {
  return { phase, headline, advice, isOver: false };
}

function over(phase: Situation['phase'], headline: string, advice: string): Situation {
  return { phase, headline, advice, isOver: true };
}

function count(number: number): string {
  return number.toLocaleString('en-GB');
}
