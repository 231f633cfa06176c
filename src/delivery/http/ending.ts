import { GenerationError, type GenerationErrorCode } from '../../errors.js';
import { endFor } from '../end.js';
import type { End, GenerationLog } from '../log.js';

/**
 * What to tell a client that has read to the end of the log.
 * @param report - told why the log failed, where it is that
 * @returns undefined where the log can be read again later
 */
export async function endToTell(
  log: GenerationLog,
  id: string,
  failure: { error: unknown } | undefined,
  report: (error: unknown) => void,
): Promise<End | undefined> {
  try {
    if (failure) return await endOfFailed(log, id, failure.error);
    return { status: (await log.status(id)) === 'stopped' ? 'stopped' : 'complete' };
  } catch (error) {
    report(error);
    // What will not pass would be the same when the client comes back.
    return isPassing(error) ? undefined : withoutSecrets(endFor(error));
  }
}

/** Throws where it is the log that failed, and not the generation. */
async function endOfFailed(log: GenerationLog, id: string, error: unknown): Promise<End> {
  if (!(error instanceof GenerationError)) throw error;
  if (isPassing(error) && !(await hasFailed(log, id))) throw error;
  return withoutSecrets(endFor(error));
}

/** Whether to come back may help: a log that is away for a moment says so. */
export function isPassing(error: unknown): boolean {
  return error instanceof GenerationError && error.code === 'unavailable' && error.retryable;
}

/** A log that cannot be asked either is away. */
async function hasFailed(log: GenerationLog, id: string): Promise<boolean> {
  try {
    return (await log.status(id)) === 'failed';
  } catch {
    return false;
  }
}

/** Whether nothing more will be written. */
export function isOver(status: string): boolean {
  return status !== 'missing' && status !== 'connecting' && status !== 'streaming';
}

/**
 * What is said in the place of what was thrown. It may be the server's own code that has thrown (`unknown`), or its log
 * (`unavailable`), whose words may hold addresses and passwords.
 */
const said: Partial<Record<GenerationErrorCode, string>> = {
  unknown: 'Something failed on the server.',
  unavailable: 'Something that the server needs is unavailable.',
};

/** Nor are the names of accounts and roles anybody's business. */
function withoutSecrets({ error, ...end }: End): End {
  if (!error) return end;
  const message = said[error.code] ?? error.message.replaceAll(/\barn:[^\s,;'"]+/g, 'arn:…');
  return { ...end, error: { ...error, message } };
}
