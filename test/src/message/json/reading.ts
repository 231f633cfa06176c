import { JsonParser } from '../../../../src/message/json/jsonParser.js';

/** A text in pieces of the given lengths, and the rest. */
export function cutAt(text: string, lengths: readonly number[]): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const length of lengths) pieces.push(text.slice(at, (at += length)));
  return [...pieces, text.slice(at)];
}

/** A text in pieces of one code unit each. */
export function units(text: string): string[] {
  return cutAt(text, Array<number>(text.length).fill(1));
}

/** What our parser makes of the pieces, looked at after each of them. */
export function parsed(pieces: readonly string[]): { value?: unknown; position?: number } {
  const parser = new JsonParser();
  for (const piece of pieces) {
    parser.push(piece);
    parser.snapshot();
  }
  parser.end();
  return parser.fault ? { position: parser.fault.position } : { value: parser.snapshot() };
}

/** What JSON.parse makes of a text; not every fault of it has a position. */
export function valueOrFault(text: string): { value: unknown } | { position?: number } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    return position === undefined ? {} : { position: Number(position) };
  }
}
