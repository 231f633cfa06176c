import { GenerationError, toGenerationError } from '../errors.js';
import { emptyMessage } from '../message/fold.js';
import { partialOf } from '../message/snapshotOf.js';
import type { End, EndError } from './log.js';

/** The end of a generation that failed with an error. */
export function endOf(error: GenerationError): End {
  const { code, message, retryable, response, partial } = error;
  const kept: EndError = {
    code,
    message: message.slice(code.length + 2),
    retryable,
    ...(response ? { response } : {}),
  };
  return { status: partial.status as End['status'], error: kept };
}

/** The end of a generation that failed with whatever was thrown: what is no GenerationError is `unknown`. */
export function endFor(thrown: unknown): End {
  return endOf(toGenerationError(thrown, partialOf(emptyMessage)));
}

/** The error that a reader gets, or nothing where the generation was complete or was stopped. */
export function errorOf({ error }: End): GenerationError | undefined {
  if (!error) return undefined;
  const { code, message, retryable, response } = error;
  return new GenerationError(code, message, { retryable, ...(response ? { response } : {}) });
}

/** The end of a generation whose producer has not been heard of. */
export function producerLost(leaseMs: number): End {
  return endOf(
    new GenerationError(
      'producerLost',
      `The process that made this generation has not been heard of for longer than its lease of ${leaseMs} ms: what had arrived is all there is.`,
    ),
  );
}

/** What a reader is told of a generation that is not there. */
export function logExpired(): GenerationError {
  return new GenerationError(
    'logExpired',
    'There is no such generation in the log, or there is none any more.',
  );
}

/** Why a reader cannot go on: what it is behind of is not what the log holds. */
export function logGap(expected: number, found: number): GenerationError {
  return new GenerationError(
    'logGap',
    `The log cannot be read on after event ${expected}: what it holds next to it is event ${found}. Events are lost.`,
  );
}

/** Why a producer may not write any more. */
export function notYours(end: End): GenerationError {
  return (
    errorOf(end) ??
    new GenerationError('aborted', `The generation was ended by somebody else: ${end.status}.`)
  );
}

/** Why a generation may not grow. */
export function tooLong(maxLength: number): GenerationError {
  return new GenerationError(
    'budget',
    `The generation is longer than the log allows: ${maxLength} characters.`,
  );
}
