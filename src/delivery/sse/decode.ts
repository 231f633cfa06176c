import type { EventSourceMessage } from 'eventsource-parser';
import { GenerationError, type GenerationErrorCode } from '../../errors.js';
import { restoreEvent } from '../codec.js';
import type { End, EndError, LogEntry } from '../log.js';
import { type EndData, endName } from './frames.js';

/** How the generation ended. */
export interface Ended {
  readonly end: End;
}

/** What a frame says: an event at its place, the end, or nothing that is known here. Throws where it cannot be meant. */
export function decode({ id, event, data }: EventSourceMessage): LogEntry | Ended | undefined {
  if (event === endName) return { end: read(data, endIn) };
  // What later versions have to say besides is not for this one.
  if (id === undefined && event !== undefined) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(id ?? '')) throw malformed(`a frame with the id ${JSON.stringify(id)}`);
  return { seq: Number(id), event: read(data, restoreEvent) };
}

function read<T>(data: string, meaningOf: (parsed: object) => T): T {
  try {
    const parsed: unknown = JSON.parse(data);
    if (typeof parsed === 'object' && parsed !== null) return meaningOf(parsed);
  } catch (cause) {
    throw malformed('a frame that is no JSON of rx-bedrock', cause);
  }
  throw malformed('a frame that holds no object');
}

/** Nothing is taken for granted: it comes from a server of whatever version. */
function endIn(data: Partial<Record<keyof EndData, unknown>>): End {
  const { status, code, message, retryable, requestId, attempts } = data;
  if (status === 'complete' || status === 'stopped') return { status };
  const error: EndError = {
    // What later versions call it stays what it is called; what has no name is not known.
    code: typeof code === 'string' ? (code as GenerationErrorCode) : 'unknown',
    message: typeof message === 'string' ? message : 'The server does not say why.',
    retryable: retryable === true,
    ...(typeof attempts === 'number' ? { response: { ...requestIdIn(requestId), attempts } } : {}),
  };
  return { status: 'failed', error };
}

function requestIdIn(requestId: unknown): { requestId?: string } {
  return typeof requestId === 'string' ? { requestId } : {};
}

function malformed(what: string, cause?: unknown): GenerationError {
  return new GenerationError('protocol', `The server sent ${what}.`, { cause });
}
