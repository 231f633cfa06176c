import { malformed } from './malformed.js';

// Fatal, or bytes that were damaged before their checksum was made would end up as U+FFFD in somebody's text. And a
// byte order mark is kept, as it is no JSON.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text between two places. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number, what: string): string {
  try {
    return decoder.decode(bytes.subarray(start, end));
  } catch (error) {
    throw malformed(`${what} is not UTF-8`, error);
  }
}
