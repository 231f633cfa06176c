import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restoreBytes, tagBytes } from '../../src/bytesInJson.js';

const key = fc.oneof(fc.string(), fc.constantFrom('$bytes', '$$bytes', '$', '__proto__', 'bytes'));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string(),
    fc.integer(),
    fc.constantFrom(null, true, false),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(key, tie('value')), { maxLength: 4 })
      .map((members) => Object.fromEntries(members) as unknown),
  ),
}));

const overJson = (given: unknown) => restoreBytes(JSON.parse(JSON.stringify(tagBytes(given))));

describe('tagBytes and restoreBytes', () => {
  it('bring every value through JSON, whatever its members are called', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(overJson(given)).toStrictEqual(given);
      }),
    );
  });

  it('tag bytes as base64 under $bytes', () => {
    expect(tagBytes({ redactedContent: new Uint8Array([0, 255, 16]) })).toEqual({
      redactedContent: { $bytes: 'AP8Q' },
    });
  });

  it('keep a large image', () => {
    const image = Uint8Array.from({ length: 100_000 }, (_, index) => index);
    expect(overJson(image)).toEqual(image);
  });

  it('do not copy what holds no bytes', () => {
    const event = { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'a' } } };
    expect(tagBytes(event)).toBe(event);
    expect(restoreBytes(event)).toBe(event);
  });

  it.each([[{ $bytes: 'not base64!' }], [{ $bytes: 7 }]])('refuse %j', (given) => {
    expect(() => restoreBytes(given)).toThrow(/\$bytes .*must be base64/);
  });
});
