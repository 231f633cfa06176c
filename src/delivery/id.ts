import { complaint } from '../check.js';
import { GenerationError } from '../errors.js';

/** What an id may be: nothing that could end a line, leave a key or fill a memory. */
const pattern = /^[\w.:-]{1,128}$/;

/** Whether a text can be the id of a generation: 1 to 128 letters, digits, `_`, `.`, `:` or `-`. */
export function isGenerationId(id: unknown): id is string {
  return typeof id === 'string' && pattern.test(id);
}

/** Why it is no id; ids come from the outside, so this is an error of the stream and not of the call. */
export function badId(id: unknown): GenerationError {
  const fix = 'Use crypto.randomUUID(), say.';
  return new GenerationError(
    'rejected',
    complaint('id', id, '1 to 128 letters, digits, "_", ".", ":" or "-"', fix),
  );
}
