import type { FrameWalker } from './frameWalker.js';
import { readHeaders } from './headers.js';
import { malformed } from './malformed.js';
import { decodeUtf8 } from './utf8.js';

/** What a frame of each message type must say beside it, or nobody could tell what it is. */
const required: Readonly<Record<string, readonly string[]>> = {
  event: [':event-type'],
  exception: [':exception-type'],
  error: [':error-code', ':error-message'],
};

/** Throws where the SDK would stumble over the frame, or not see that it is damaged. */
export function checkFrame({ bytes, headersStart, headersEnd, payloadEnd }: FrameWalker): void {
  const headers = readHeaders(bytes, headersStart, headersEnd);
  const type = headers.get(':message-type');
  const names = required[type ?? ''];
  if (!names) throw malformed(`a frame has the message type ${JSON.stringify(type)}`);
  const missing = names.find((name) => !headers.has(name));
  if (missing !== undefined) throw malformed(`a frame of type ${type} has no ${missing}`);
  // A failure is better told with a damaged text than not at all.
  if (type === 'event') decodeUtf8(bytes, headersEnd, payloadEnd, 'the payload of an event');
}
