import { GenerationError } from '../../errors.js';
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

/** What the server's own code has thrown is nobody's business, nor are the names of accounts and roles. */
function withoutSecrets({ error, ...end }: End): End {
  if (!error) return end;
  const message = error.code === 'unknown' ? 'Something failed on the server.' : error.message;
  return { ...end, error: { ...error, message: message.replaceAll(/\barn:[^\s,;'"]+/g, 'arn:…') } };
}
