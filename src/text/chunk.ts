import { complaint } from '../check.js';

/** Throws unless it is text: events are a mistake that the types do not see everywhere. */
export function checkChunk(operator: string, chunk: unknown): void {
  if (typeof chunk === 'string') return;
  const fix = 'Put selectText() in front of it.';
  throw new TypeError(complaint(`What came into ${operator}()`, chunk, 'a string', fix));
}
