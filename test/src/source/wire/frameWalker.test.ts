import fc from 'fast-check';
import { textMessage } from 'rx-bedrock/testing';
import { encodeEvent, encodeFrame } from 'rx-bedrock/testing/loopback';
import { describe, expect, it } from 'vitest';
import { KnownFailure } from '../../../../src/source/knownFailure.js';
import { crc32 } from '../../../../src/source/wire/crc32.js';
import { FrameWalker } from '../../../../src/source/wire/frameWalker.js';
import { readHeaders } from '../../../../src/source/wire/headers.js';
import { anySizes } from './anyFrames.js';
import { cut } from './canned.js';
import { vectors } from '../../../vectors.js';
import { walk } from './walking.js';

const events = textMessage('Ünïcode 🤝 words');
const body = Buffer.concat(events.map(encodeEvent));
const frame = encodeEvent(events[1]!);

describe('a walk over frames', () => {
  it('finds the same, wherever the body is cut', () => {
    const whole = walk([body]);
    expect(whole.map(({ headers }) => headers.get(':event-type'))).toEqual(
      events.map((event) => Object.keys(event)[0]),
    );
    for (let at = 0; at <= body.length; at++) {
      expect(walk([body.subarray(0, at), body.subarray(at)])).toEqual(whole);
    }
    fc.assert(
      fc.property(anySizes, (sizes) => {
        expect(walk(cut(body, sizes))).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it('knows where a body may end', () => {
    const walker = new FrameWalker();
    const ends = [...cut(body, [1])].map((byte) => {
      const found = walk([byte], walker).length > 0;
      return [found, walker.isBetweenFrames];
    });
    for (const [found, isBetween] of ends) expect(isBetween).toBe(found);
  });

  it('of a long frame in small chunks takes no longer for each byte, and no more room than twice its length', () => {
    const long = encodeFrame({ ':message-type': 'event' }, new Uint8Array(4 * 2 ** 20));
    const before = process.memoryUsage().arrayBuffers;
    const started = performance.now();
    const [frame] = walk(cut(long, [100]));
    // Copied anew for every chunk it would be 80 GB.
    expect(performance.now() - started).toBeLessThan(2000);
    expect(frame?.payload).toHaveLength(4 * 2 ** 20);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5 * long.length);
  });

  it.each([
    ['a length below the minimum', prelude(15, 0)],
    ['a length beyond the limit', prelude(24 * 2 ** 20 + 1, 0)],
    ['the greatest length', prelude(0xffffffff, 0)],
    ['headers longer than the frame', prelude(100, 85)],
    ['headers beyond their limit', prelude(2 ** 20, 2 ** 17 + 1)],
    ['a wrong checksum of the lengths', broken(prelude(100, 20), 8)],
    ['a wrong checksum of a whole frame', broken(frame, frame.length - 1)],
    ['a damaged frame before a good one', Buffer.concat([broken(frame, frame.length - 1), frame])],
    ['JSON', Buffer.from('{"message":"Not found"}')],
    ['a page', Buffer.from('<html>')],
    ['zeros', Buffer.alloc(16)],
  ])('refuses %s as soon as it can be seen, and allocates nothing for it', (_what, bytes) => {
    const before = process.memoryUsage().arrayBuffers;
    for (const chunks of [[bytes], [...cut(bytes, [1])]]) {
      const walker = new FrameWalker();
      expectProtocol(() => walk([body], walker).concat(walk(chunks, walker)));
      // Nothing makes it good again.
      expectProtocol(() => walker.peek());
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  });

  it('refuses a frame in which any bit has changed', () => {
    fc.assert(
      fc.property(fc.nat({ max: frame.length - 1 }), fc.nat({ max: 7 }), (at, bit) => {
        expectRefused(broken(frame, at, 1 << bit));
      }),
      { numRuns: 100 },
    );
  });

  it('throws nothing but a failure of the protocol, whatever comes', () => {
    const mutated = fc
      .tuple(
        fc.array(fc.tuple(fc.nat({ max: body.length - 1 }), fc.nat({ max: 255 })), { maxLength: 3 }),
        anySizes,
      )
      .map(([changes, sizes]) => {
        const bytes = Buffer.from(body);
        for (const [at, value] of changes) bytes[at] = value;
        return [...cut(bytes, sizes)];
      });
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.uint8Array()), mutated), (chunks) => {
        try {
          walk(chunks);
        } catch (error) {
          expectFailure(error);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe.skipIf(vectors.length === 0)('the vectors of the codec', () => {
  it.each(vectors.filter(({ kind }) => kind !== 'negative'))('$name is read, from $source', (vector) => {
    const strings = vector.headers?.filter(({ typeName }) => typeName === 'string') ?? [];
    expect(walk([Buffer.from(vector.hex!, 'hex')])).toEqual([
      {
        headers: new Map(strings.map(({ name, value }) => [name, value])),
        payload: new Uint8Array(Buffer.from(vector.payloadBase64 ?? '', 'base64')),
      },
    ]);
  });

  it.each(vectors.filter(({ kind }) => kind === 'negative'))('$name is refused, from $source', (vector) => {
    const frame = Buffer.from(vector.hex ?? vector.hexPrefix!, 'hex');
    expectRefused(frame);
  });
});

function prelude(length: number, headersLength: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(length, 0);
  bytes.writeUInt32BE(headersLength, 4);
  bytes.writeUInt32BE(crc32(new DataView(bytes.buffer, bytes.byteOffset), 0, 8), 8);
  return bytes;
}

function broken(bytes: Uint8Array, at: number, mask = 1): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= mask;
  return copy;
}

/** Neither the frame nor its headers may be taken for good. */
function expectRefused(frame: Uint8Array): void {
  const walker = new FrameWalker();
  expectProtocol(() => {
    walker.push(frame);
    // A length that was falsified upwards shows only when as much has come.
    if (!walker.peek()) walker.push(Buffer.alloc(24 * 2 ** 20));
    if (walker.peek()) readHeaders(walker.bytes, walker.headersStart, walker.headersEnd);
  });
}

function expectProtocol(action: () => unknown): void {
  let thrown: unknown;
  try {
    action();
  } catch (error) {
    thrown = error;
  }
  expectFailure(thrown);
}

function expectFailure(error: unknown): void {
  expect(error).toBeInstanceOf(KnownFailure);
  expect(error).toMatchObject({ code: 'protocol' });
}
