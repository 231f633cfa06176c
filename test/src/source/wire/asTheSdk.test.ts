import fc from 'fast-check';
import { encodeEvent, encodeFrame } from 'rx-bedrock/testing/loopback';
import { messageStart, textDelta } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { anyFrames, anySizes } from './anyFrames.js';
import { cut, type Decoded, decodeBySdk, decodeFast } from './canned.js';

describe('what is decoded', () => {
  it('is what the SDK decodes, with the same errors, however it is cut', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyFrames, anySizes, async (frames, sizes) => {
        const body = Buffer.concat(frames);
        const expected = await decodeBySdk([body]);
        expect(comparable(await decodeFast(cut(body, sizes)))).toStrictEqual(comparable(expected));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['an unknown event', [unknownEvent(), encodeEvent(messageStart())]],
    ['nothing but unknown events', [unknownEvent(), unknownEvent()]],
    ['an initial response', [initialResponse(), encodeEvent(messageStart()), encodeEvent(textDelta('a'))]],
    ['a delta', [encodeEvent(textDelta('a')), encodeEvent(textDelta('b'))]],
    ['nothing', []],
  ])('is the same where %s comes first', async (_what, frames) => {
    const chunks = [...frames, unknownEvent(), encodeEvent(textDelta('c')), unknownEvent()];
    for (const each of [frames, chunks, [Buffer.concat(chunks)]]) {
      expect(comparable(await decodeFast(each))).toStrictEqual(comparable(await decodeBySdk(each)));
    }
  });
});

describe('a burst that is in memory already', () => {
  it('lets timers run in between', async () => {
    const deltas = Buffer.concat(Array.from({ length: 50_000 }, () => encodeEvent(textDelta('word '))));
    let timers = 0;
    const timer = setInterval(() => timers++, 1);
    const { events } = await decodeFast([encodeEvent(messageStart()), deltas]);
    clearInterval(timer);
    expect(events).toHaveLength(50_001);
    expect(timers).toBeGreaterThan(1);
  });
});

function unknownEvent(): Uint8Array {
  return encodeFrame({ ':event-type': 'weather', ':message-type': 'event' }, Buffer.from('{"sun":true}'));
}

function initialResponse(): Uint8Array {
  return encodeFrame({ ':event-type': 'initial-response', ':message-type': 'event' }, Buffer.from('{}'));
}

/** Errors are compared with their class and all that they say, but not with the place where they were made. */
function comparable({ events, error }: Decoded) {
  if (!(error instanceof Error)) return { events, error };
  const {
    $response: _,
    $metadata,
    ...members
  } = error as Error & { $response?: unknown; $metadata?: unknown };
  return { events, type: error.constructor, name: error.name, message: error.message, $metadata, members };
}
