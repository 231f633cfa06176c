import { reasonOf } from '../delivery/reasonOf.js';
import { GenerationError } from '../errors.js';

/** Whether Redis refused an id because one as high is there already, or the seal, behind which there is nothing. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && /equal or smaller|exhausted the last possible ID/.test(error.message);
}

/** Whether to ask again is pointless: Redis has answered, and will not answer otherwise. */
export function isFinal(error: unknown): boolean {
  return error instanceof Error && /^(ERR|WRONGTYPE|NOPERM|NOAUTH|WRONGPASS|CROSSSLOT)\b/.test(error.message);
}

/** What was asked of Redis; should it fail, then with the error that users get. */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw unavailable(error);
  }
}

export function unavailable(error: unknown): GenerationError {
  if (error instanceof GenerationError) return error;
  const text = reasonOf(error);
  // A cluster says so, but not what to do.
  const fix = text.startsWith('CROSSSLOT') ? " Pass redisLog({ prefix: '{rx-bedrock}' })." : '';
  const message = `Redis could not be asked: ${text}${fix}`;
  return new GenerationError('unavailable', message, { cause: error, retryable: !isFinal(error) });
}
