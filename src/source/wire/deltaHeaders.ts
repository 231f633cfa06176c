import type { FrameWalker } from './frameWalker.js';
import { type Headers, readHeaders } from './headers.js';
import { malformed } from './malformed.js';

/** What a frame of each message type must say beside it, or nobody could tell what it is. */
const required: Readonly<Record<string, readonly string[]>> = {
  event: [':event-type'],
  exception: [':exception-type'],
  error: [':error-code', ':error-message'],
};

/**
 * Tells the frames of deltas from all others. Bedrock heads each of them with the same bytes, so that comparing them
 * with the last ones spares the parsing of all but the first.
 */
export class DeltaHeaders {
  private known: DataView | undefined;

  /** Whether it is a delta's; throws if the headers are malformed, or do not say what the frame is. */
  match({ bytes, view, headersStart, headersEnd }: FrameWalker): boolean {
    if (this.known && isSame(this.known, view, headersStart, headersEnd)) return true;
    const headers = readHeaders(bytes, headersStart, headersEnd);
    checkHeaders(headers);
    const isDelta =
      headers.get(':message-type') === 'event' && headers.get(':event-type') === 'contentBlockDelta';
    if (isDelta) this.known = new DataView(bytes.slice(headersStart, headersEnd).buffer);
    return isDelta;
  }
}

function isSame(known: DataView, bytes: DataView, start: number, end: number): boolean {
  const length = known.byteLength;
  if (length !== end - start) return false;
  let at = 0;
  for (; at + 4 <= length; at += 4) if (known.getInt32(at) !== bytes.getInt32(start + at)) return false;
  for (; at < length; at++) if (known.getUint8(at) !== bytes.getUint8(start + at)) return false;
  return true;
}

function checkHeaders(headers: Headers): void {
  const type = headers.get(':message-type');
  const names = required[type ?? ''];
  if (!names) throw malformed(`a frame has the message type ${JSON.stringify(type)}`);
  const missing = names.find((name) => !headers.has(name));
  if (missing !== undefined) throw malformed(`a frame of type ${type} has no ${missing}`);
}
