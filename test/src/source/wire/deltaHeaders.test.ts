import { textDelta } from 'rx-bedrock/testing';
import { encodeEvent, encodeFrame } from 'rx-bedrock/testing/loopback';
import { describe, expect, it, vi } from 'vitest';
import { DeltaHeaders } from '../../../../src/source/wire/deltaHeaders.js';
import { FrameWalker } from '../../../../src/source/wire/frameWalker.js';
import * as headers from '../../../../src/source/wire/headers.js';

const frameOf = (values: Record<string, string>) => {
  const walker = new FrameWalker();
  walker.push(encodeFrame(values, Buffer.from('{}')));
  walker.peek();
  return walker;
};

describe('the headers of a frame', () => {
  it('are parsed once, as long as they are the same', () => {
    const readHeaders = vi.spyOn(headers, 'readHeaders');
    const walker = new FrameWalker();
    walker.push(Buffer.concat(['a', 'bc', 'def'].map((text) => encodeEvent(textDelta(text)))));
    const known = new DeltaHeaders();
    for (let frames = 0; frames < 3; frames++) {
      expect(walker.peek()).toBe(true);
      expect(known.match(walker)).toBe(true);
      walker.consume();
    }
    expect(readHeaders).toHaveBeenCalledTimes(1);
    vi.restoreAllMocks();
  });

  it("tell a delta's from others that are as long", () => {
    const known = new DeltaHeaders();
    const delta = { ':event-type': 'contentBlockDelta', ':message-type': 'event' };
    const other = { ':event-type': 'contentBlockDelt4', ':message-type': 'event' };
    const answers = [delta, other, delta, other].map((values) => known.match(frameOf(values)));
    expect(answers).toEqual([true, false, true, false]);
  });
});
