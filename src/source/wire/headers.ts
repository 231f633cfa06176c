import { malformed } from './malformed.js';
import { decodeUtf8 } from './utf8.js';

/** The headers of a frame that are strings: what Bedrock says with the others, if ever, is not about decoding. */
export type Headers = ReadonlyMap<string, string>;

const bytesType = 6;
const stringType = 7;

/** How many bytes a value takes, by its type; the two that are missing begin with their length. */
const sizes: Readonly<Record<number, number>> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 };

/** Reads the headers between two places; throws if they do not fit in exactly. */
export function readHeaders(bytes: Uint8Array, start: number, end: number): Headers {
  const headers = new Map<string, string>();
  const names = new Set<string>();
  let at = start;
  const take = (count: number) => {
    at += count;
    if (at > end) throw malformed('a header is longer than the headers');
    return at - count;
  };
  const takeText = (length: number) => {
    const from = take(length);
    return decodeUtf8(bytes, from, from + length, 'a header');
  };
  while (at < end) {
    const name = takeText(bytes[take(1)]!);
    if (name === '' || names.has(name)) throw malformed('a header has no name, or that of another');
    names.add(name);
    const type = bytes[take(1)]!;
    const size = sizes[type] ?? lengthOf(bytes, take(2), type);
    if (type === stringType) headers.set(name, takeText(size));
    else take(size);
  }
  return headers;
}

function lengthOf(bytes: Uint8Array, at: number, type: number): number {
  if (type !== stringType && type !== bytesType)
    throw malformed(`a header is of type ${type}, which is none`);
  return (bytes[at]! << 8) | bytes[at + 1]!;
}
