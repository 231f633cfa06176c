import type { FrameWalker } from './frameWalker.js';
import { readHeaders } from './headers.js';

/**
 * Tells the frames of deltas from all others. Bedrock heads each of them with the same bytes, so that comparing them
 * with the last ones spares the parsing of all but the first.
 */
export class DeltaHeaders {
  private known: DataView | undefined;

  /** Whether it is a delta's; throws if the headers are malformed. */
  match({ bytes, view, headersStart, headersEnd }: FrameWalker): boolean {
    if (this.known && isSame(this.known, view, headersStart, headersEnd)) return true;
    const headers = readHeaders(bytes, headersStart, headersEnd);
    const isDelta =
      headers.get(':message-type') === 'event' && headers.get(':event-type') === 'contentBlockDelta';
    if (isDelta) this.known = copyOf(bytes, headersStart, headersEnd);
    return isDelta;
  }
}

/** Not with slice(), which gives Node's own kind of bytes a view of the same memory. */
function copyOf(bytes: Uint8Array, start: number, end: number): DataView {
  return new DataView(new Uint8Array(bytes.subarray(start, end)).buffer);
}

function isSame(known: DataView, bytes: DataView, start: number, end: number): boolean {
  const length = known.byteLength;
  if (length !== end - start) return false;
  let at = 0;
  for (; at + 4 <= length; at += 4) if (known.getInt32(at) !== bytes.getInt32(start + at)) return false;
  for (; at < length; at++) if (known.getUint8(at) !== bytes.getUint8(start + at)) return false;
  return true;
}
