import type { Message } from '@aws-sdk/client-bedrock-runtime';
import { complaint } from '../../check.js';
import { GenerationError } from '../../errors.js';
import { acceptable } from './acceptable.js';
import type { Said } from './withoutBlanks.js';

/** Makes of a history what is sent: a pure function. What it leaves out is not sent, and nothing else comes of it. */
export type TrimHistory = (messages: readonly Message[]) => readonly Message[];

/** What is sent of a history: acceptable, before it is trimmed and after. Throws where nothing is left. */
export function sentOf(messages: readonly Message[], trimHistory: TrimHistory | undefined): Said[] {
  const history = acceptable(messages);
  if (!trimHistory) return history;
  const sent = acceptable(trimmed(history, trimHistory));
  if (sent.length > 0) return sent;
  const reason =
    'trimHistory leaves nothing to send: results without their call do not count, nor an answer alone.';
  throw new GenerationError('rejected', reason);
}

/** What is left of a history. */
export function trimmed(messages: readonly Message[], trimHistory: TrimHistory | undefined): Message[] {
  const kept: unknown = trimHistory ? trimHistory(messages) : messages;
  if (Array.isArray(kept)) return kept as Message[];
  const fix = 'Return the messages that are to be sent.';
  throw new TypeError(complaint('What options.trimHistory returned', kept, 'an array', fix));
}
