import type { StopReason, TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import { restoreBytes, tagBytes } from '../../bytesInJson.js';
import { complaint } from '../../check.js';
import { GenerationError, type GenerationErrorCode } from '../../errors.js';
import { isMessage } from './options.js';
import type { ConversationTurn, TurnEnd } from './state.js';

/** A conversation as JSON: bytes stand in it as `{ $bytes }`, in base64. */
export interface SavedConversation {
  readonly version: 1;
  readonly turns: readonly SavedTurn[];
}

/** A turn as JSON. One that was waiting or running is saved as if it had been stopped. */
export interface SavedTurn {
  /** Bedrock's message. */
  readonly user: unknown;
  /** Bedrock's messages. */
  readonly messages: readonly unknown[];
  readonly status: TurnEnd;
  readonly stopReason?: StopReason;
  readonly usage?: TokenUsage;
  readonly error?: {
    readonly code: GenerationErrorCode;
    readonly message: string;
    readonly retryable: boolean;
  };
}

/** What `toJSON` returns. */
export function save(turns: readonly ConversationTurn[]): SavedConversation {
  return tagBytes({ version: 1, turns: turns.map(savedTurn) }) as SavedConversation;
}

function savedTurn({ error, ...turn }: ConversationTurn) {
  if (!error) return turn;
  const { code, message, retryable } = error;
  return { ...turn, error: { code, message, retryable } };
}

/**
 * The turns of a saved conversation.
 * @throws TypeError, RangeError - when it is none, or one of a version that is not known
 */
export function load(json: unknown): ConversationTurn[] {
  const { version, turns } = (parsed(json) ?? {}) as Partial<Record<keyof SavedConversation, unknown>>;
  if (typeof version === 'number' && version !== 1) {
    const fix = 'It was saved by another version of rx-bedrock: restore it with that one.';
    throw new RangeError(complaint('The version of the saved conversation', version, '1', fix));
  }
  if (version !== 1 || !Array.isArray(turns)) throw notSaved('The saved conversation', json);
  return turns.map((turn, at) => {
    if (!isTurn(turn)) throw notSaved(`Turn ${at} of the saved conversation`, turn);
    const { user, messages, status, stopReason, usage, error } = turn;
    return {
      user,
      messages,
      status,
      ...(usage ? { usage } : {}),
      ...(stopReason ? { stopReason } : {}),
      ...(error ? { error: restoredError(error) } : {}),
    };
  });
}

function parsed(json: unknown): unknown {
  if (typeof json !== 'string') return restoreBytes(json);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw notSaved('The saved conversation', json, cause);
  }
  return restoreBytes(value);
}

const ends = new Set<unknown>(['complete', 'stopped', 'truncated', 'aborted', 'timedOut', 'failed']);

function isTurn(turn: unknown): turn is ConversationTurn & { status: TurnEnd } {
  const { user, messages, status, error } = (turn ?? {}) as ConversationTurn;
  const isSaid = isMessage(user) && user.role === 'user' && Array.isArray(messages);
  return isSaid && messages.every(isMessage) && ends.has(status) && (error === undefined || isError(error));
}

function isError(error: unknown): boolean {
  const { code, message } = (error ?? {}) as Partial<GenerationError>;
  return typeof code === 'string' && typeof message === 'string';
}

function restoredError({ code, message, retryable }: NonNullable<SavedTurn['error']>): GenerationError {
  return new GenerationError(code, message.slice(code.length + 2), { retryable });
}

function notSaved(name: string, value: unknown, cause?: unknown): TypeError {
  const fix = 'Pass what toJSON() has returned, or JSON.stringify(conversation).';
  return new TypeError(complaint(name, value, 'what a conversation was saved as', fix), { cause });
}
