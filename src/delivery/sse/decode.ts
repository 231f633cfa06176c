import type { EventSourceMessage } from 'eventsource-parser';
import { GenerationError, type GenerationErrorCode } from '../../errors.js';
import { readEvent } from '../codec.js';
import type { End, LogEntry } from '../log.js';
import { type EndData, endName } from './frames.js';

/** How the generation ended. */
export interface Ended {
  readonly end: End;
}

/** What a frame says: an event at its place, the end, or nothing that is known here. Throws where it cannot be meant. */
export function decode({ id, event, data }: EventSourceMessage): LogEntry | Ended | undefined {
  if (event === endName) return { end: endIn(parsed(data, JSON.parse) as EndData) };
  // What later versions have to say besides is not for this one.
  if (id === undefined && event !== undefined) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(id ?? '')) throw malformed(`a frame with the id ${JSON.stringify(id)}`);
  return { seq: Number(id), event: parsed(data, readEvent) };
}

function parsed<T>(data: string, parse: (json: string) => T): T {
  let value: T;
  try {
    value = parse(data);
  } catch (cause) {
    throw malformed('a frame that is no JSON of rx-bedrock', cause);
  }
  if (typeof value === 'object' && value !== null) return value;
  throw malformed('a frame that holds no object');
}

function endIn({ status, code, message = '', retryable = false, requestId, attempts = 1 }: EndData): End {
  if (status === 'complete' || status === 'stopped') return { status };
  const response = requestId === undefined ? { attempts } : { requestId, attempts };
  // What later versions call it stays what it is called; what has no name at all is not known.
  const known: GenerationErrorCode = typeof code === 'string' ? (code as GenerationErrorCode) : 'unknown';
  return {
    status,
    error: { code: known, message: String(message), retryable: retryable === true, response },
  };
}

function malformed(what: string, cause?: unknown): GenerationError {
  return new GenerationError('protocol', `The server sent ${what}.`, { cause });
}
