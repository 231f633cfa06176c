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
  private known: Uint8Array | undefined;

  /** Throws if the headers between two places are malformed, or do not say what the frame is. */
  match(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.known && isSame(this.known, bytes, start, end)) return true;
    const headers = readHeaders(bytes, start, end);
    checkHeaders(headers);
    const isDelta =
      headers.get(':message-type') === 'event' && headers.get(':event-type') === 'contentBlockDelta';
    if (isDelta) this.known = bytes.slice(start, end);
    return isDelta;
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  // From the end, where the headers of a delta differ first from those of other events.
  for (let at = known.length - 1; at >= 0; at--) if (known[at] !== bytes[start + at]) return false;
  return true;
}

function checkHeaders(headers: Headers): void {
  const type = headers.get(':message-type');
  const names = required[type ?? ''];
  if (!names) throw malformed(`a frame has the message type ${JSON.stringify(type)}`);
  const missing = names.find((name) => !headers.has(name));
  if (missing !== undefined) throw malformed(`a frame of type ${type} has no ${missing}`);
}
