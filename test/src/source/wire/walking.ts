import { FrameWalker } from '../../../../src/source/wire/frameWalker.js';
import { type Headers, readHeaders } from '../../../../src/source/wire/headers.js';

/** A frame as the walker has found it. */
export interface Walked {
  headers: Headers;
  payload: Uint8Array;
}

/** All frames of the chunks, parsed; throws what the walker throws. */
export function walk(chunks: Iterable<Uint8Array>, walker = new FrameWalker()): Walked[] {
  const frames: Walked[] = [];
  for (const chunk of chunks) {
    walker.push(chunk);
    while (walker.peek()) {
      const { bytes, headersStart, headersEnd, payloadEnd } = walker;
      const headers = readHeaders(bytes, headersStart, headersEnd);
      frames.push({ headers, payload: new Uint8Array(bytes.subarray(headersEnd, payloadEnd)) });
      walker.consume();
    }
  }
  return frames;
}
