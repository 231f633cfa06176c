import type { JsonDocument } from './documents.js';

/** Reads the input of a tool call as it streams, and returns the last value that it has seen. */
export type ReadDocument = (document: JsonDocument) => unknown;

/** Parses all that has come, from the start, at every piece. */
export async function parseAgainAndAgain(
  { pieces }: JsonDocument,
  parse: (text: string) => unknown,
): Promise<unknown> {
  let text = '';
  let value: unknown;
  for (const piece of pieces) {
    text += piece;
    const parsed = parse(text);
    value = parsed instanceof Promise ? await parsed : parsed;
  }
  return value;
}
