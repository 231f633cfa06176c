import type { Message, StopReason, TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import { restoreBytes, tagBytes } from '../../bytesInJson.js';
import { complaint } from '../../check.js';
import { GenerationError, type GenerationErrorCode } from '../../errors.js';
import { isRecord, isString } from '../../message/shapes.js';
import { checkMessage } from '../history/checkMessage.js';
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
  if (version !== 1 || !Array.isArray(turns)) throw notSaved(json);
  return turns.map((turn, at) => {
    const { user, messages, status, stopReason, usage, error } = checkedTurn(`json.turns[${at}]`, turn);
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
    throw notSaved(json, cause);
  }
  return restoreBytes(value);
}

const ends = new Set<unknown>(['complete', 'stopped', 'truncated', 'aborted', 'timedOut', 'failed']);

function checkedTurn(name: string, turn: unknown): ConversationTurn & { status: TurnEnd } {
  if (!isRecord(turn)) throw wrong(name, turn, 'a turn, with its user, messages and status');
  const { user, messages, status, error } = turn;
  checkMessage(`${name}.user`, user, fix);
  const { role } = user as Message;
  if (role !== 'user') throw wrong(`${name}.user.role`, role, "'user'");
  if (!Array.isArray(messages)) throw wrong(`${name}.messages`, messages, 'an array of messages');
  for (const [at, message] of messages.entries()) checkMessage(`${name}.messages[${at}]`, message, fix);
  if (!ends.has(status)) throw wrong(`${name}.status`, status, 'how a turn can end');
  if (error !== undefined && !isError(error)) {
    throw wrong(`${name}.error`, error, 'an error that was saved, with its code and message');
  }
  return turn as unknown as ConversationTurn & { status: TurnEnd };
}

function isError(error: unknown): boolean {
  return isRecord(error) && isString(error['code']) && isString(error['message']);
}

function restoredError({ code, message, retryable }: NonNullable<SavedTurn['error']>): GenerationError {
  return new GenerationError(code, message.slice(code.length + 2), { retryable });
}

const fix = 'Pass what toJSON() has returned, or JSON.stringify(conversation).';

function wrong(name: string, value: unknown, rule: string, cause?: unknown): TypeError {
  return new TypeError(complaint(name, value, rule, fix), { cause });
}

function notSaved(json: unknown, cause?: unknown): TypeError {
  return wrong('The saved conversation', json, 'what a conversation was saved as', cause);
}
