import { GenerationError, type GenerationErrorCode } from '../../errors.js';
import { endOf } from '../end.js';
import type { End, GenerationLog } from '../log.js';

/**
 * What to tell a client that has read to the end of the log.
 * @returns undefined where it is the log that failed, and not the generation: it can be read again later
 */
export async function endToTell(
  log: GenerationLog,
  id: string,
  failure: { error: unknown } | undefined,
): Promise<End | undefined> {
  if (failure === undefined) return { status: (await log.status(id)) === 'stopped' ? 'stopped' : 'complete' };
  const { error } = failure;
  if (!(error instanceof GenerationError)) throw error;
  if (error.code === 'unavailable' && !isOver(await log.status(id))) throw error;
  return withoutSecrets(endOf(error));
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
