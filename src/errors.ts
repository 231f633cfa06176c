import { textOfThrown } from './check.js';
import { emptyMessage } from './message/fold.js';
import type { MessageSnapshot, Status } from './message/snapshot.js';
import { partialOf } from './message/snapshotOf.js';
import type { ResponseInfo } from './response.js';

/**
 * What went wrong, in one word to branch on:
 *
 * | code | meaning |
 * | --- | --- |
 * | `truncated` | the stream ended without `messageStop` |
 * | `aborted` | somebody gave it up: a signal, or the last subscriber left |
 * | `timeout` | the provider was silent for too long |
 * | `throttled`, `unavailable`, `network` | ask again later |
 * | `rejected` | the request must change: validation, access, not found, quota |
 * | `model` | the model failed or its output was malformed |
 * | `protocol` | what came over the wire was not a valid event stream |
 * | `budget` | a budget of the caller's was used up |
 * | `producerLost`, `logGap`, `logExpired` | a log could not deliver it: its writer died, events are missing, it is gone |
 * | `unknown` | an error of somebody else's code, kept as the `cause` |
 */
export type GenerationErrorCode =
  | 'truncated'
  | 'aborted'
  | 'timeout'
  | 'throttled'
  | 'unavailable'
  | 'network'
  | 'rejected'
  | 'model'
  | 'protocol'
  | 'budget'
  | 'producerLost'
  | 'logGap'
  | 'logExpired'
  | 'unknown';

/** What a GenerationError knows beside its code and message. */
export interface GenerationErrorDetails {
  /**
   * All that had arrived; its status is set from the code.
   * @default an empty message
   */
  partial?: MessageSnapshot;
  /** The exchange that failed, where there was one. */
  response?: ResponseInfo;
  /** The error underneath, such as the SDK's own exception. */
  cause?: unknown;
  /**
   * Whether the same request may succeed when it is made again.
   * @default true for `throttled`, `unavailable`, `network` and `timeout`
   */
  retryable?: boolean;
}

// Made by somebody who did not know what had arrived: it is filled in where that is known.
const withoutPartial = new WeakSet<GenerationError>();

/**
 * The one error that a generation ends in: what happened, whether to ask again, and all that had arrived.
 * Its message begins with its code, like those of Node's own errors, so that a log of messages tells them apart.
 */
export class GenerationError extends Error {
  override readonly name = 'GenerationError';
  readonly code: GenerationErrorCode;
  /** Whether the same request may succeed when it is made again. */
  readonly retryable: boolean;
  /**
   * All that had arrived and can be sent back: tool calls that were cut and reasoning without its signature are left
   * out. `accumulateToolUse` and `accumulateReasoning` keep those.
   */
  readonly partial: MessageSnapshot;
  /** The exchange that failed, where there was one. */
  declare readonly response?: ResponseInfo;

  constructor(code: GenerationErrorCode, message: string, details: GenerationErrorDetails = {}) {
    super(`${code}: ${message}`, 'cause' in details ? { cause: details.cause } : undefined);
    if (!details.partial) withoutPartial.add(this);
    this.code = code;
    this.retryable = details.retryable ?? retryableCodes.has(code);
    const response = details.response ?? details.partial?.response;
    if (response) this.response = response;
    this.partial = { ...(details.partial ?? partialOf(emptyMessage)), status: statusOf(code) };
    if (response) this.partial.response = response;
  }
}

/**
 * The error itself if it is a GenerationError already, else one with code `unknown` around it. Nothing is lost: one
 * that was made without a partial, such as a budget of the caller's, is given what had arrived.
 */
export function toGenerationError(error: unknown, partial: MessageSnapshot): GenerationError {
  if (!(error instanceof GenerationError)) {
    return new GenerationError('unknown', textOfThrown(error), { partial, cause: error });
  }
  if (!withoutPartial.has(error) || saysNothing(partial)) return error;
  return withDetails(error, { partial, cause: error.cause ?? error });
}

/** The same error, told by somebody who saw more than its source, or may show less. */
export function withDetails(error: GenerationError, changes: GenerationErrorDetails): GenerationError {
  const { code, message, partial, response, retryable, cause } = error;
  const details: GenerationErrorDetails = {
    retryable,
    ...(withoutPartial.has(error) ? {} : { partial }),
    ...(response ? { response } : {}),
    ...('cause' in error ? { cause } : {}),
  };
  return new GenerationError(code, message.slice(code.length + 2), { ...details, ...changes });
}

function saysNothing({ message, status: _status, ...details }: MessageSnapshot): boolean {
  return message.content.length === 0 && Object.keys(details).length === 0;
}

const retryableCodes = new Set<GenerationErrorCode>(['throttled', 'unavailable', 'network', 'timeout']);

/** The status of a generation that ended in an error with this code. */
function statusOf(code: GenerationErrorCode): Status {
  if (code === 'truncated' || code === 'aborted') return code;
  if (code === 'timeout') return 'timedOut';
  return code === 'budget' ? 'stopped' : 'failed';
}
