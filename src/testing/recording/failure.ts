import { textOfThrown } from '../../check.js';
import { GenerationError } from '../../errors.js';
import { partialOf } from '../../message/snapshotOf.js';
import type { ReplayLog } from '../../sharing/replayLog.js';
import type { RecordedFailure } from './format.js';
import type { Entry } from './readRecording.js';

/** What a recording keeps of the error that a generation ended in. */
export function recordedFailure(error: unknown): RecordedFailure {
  if (!(error instanceof GenerationError)) {
    return { code: 'unknown', message: textOfThrown(error), retryable: false, ...recordedCause(error) };
  }
  const { code, retryable, response, cause } = error;
  return {
    code,
    // The constructor will put the code in front again.
    message: error.message.slice(code.length + 2),
    retryable,
    ...(response ? { response } : {}),
    ...recordedCause(cause),
  };
}

function recordedCause(cause: unknown): Pick<RecordedFailure, 'cause'> {
  return cause instanceof Error ? { cause: { name: cause.name, message: cause.message } } : {};
}

/** The failure that an entry tells of, if it does; a recording that cannot be read is one too. */
export function failureOf(entry: Entry): RecordedFailure | undefined {
  if ('fault' in entry) return { code: 'protocol', message: entry.fault, retryable: false };
  return 'error' in entry ? entry.error : undefined;
}

/** The error that was recorded, with all that had arrived before it. */
export function replayedFailure(failure: RecordedFailure, arrived: ReplayLog): GenerationError {
  const { code, message, retryable, response, cause } = failure;
  return new GenerationError(code, message, {
    partial: partialOf(arrived.fold()),
    retryable,
    ...(response ? { response } : {}),
    ...(cause ? { cause: Object.assign(new Error(cause.message), { name: cause.name }) } : {}),
  });
}
