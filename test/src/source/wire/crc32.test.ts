import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32 } from '../../../../src/source/wire/crc32.js';

it("is zlib's checksum, of any part of any bytes", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat({ max: 300 }),
      fc.nat({ max: 300 }),
      (bytes, a, b) => {
        const [start, end] = [Math.min(a, b, bytes.length), Math.min(Math.max(a, b), bytes.length)];
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        expect(crc32(view, start, end)).toBe(zlibCrc32(bytes.subarray(start, end)));
      },
    ),
    { numRuns: 500 },
  );
});
