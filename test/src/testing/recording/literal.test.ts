import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { literal } from '../../../../src/testing/recording/literal.js';

const name = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('__proto__', 'text', 'a-b', '1', "it's"),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, true, false),
    fc.uint8Array({ maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(name, tie('value')), { maxLength: 4 })
      .map((members) => Object.fromEntries(members) as unknown),
  ),
}));

describe('literal', () => {
  it.each<[unknown, string]>([
    [{ messageStart: { role: 'assistant' } }, "{ messageStart: { role: 'assistant' } }"],
    [{}, '{}'],
    [[1, [], null], '[1, [], null]'],
    ["it's", '"it\'s"'],
    ['say "so"', '\'say "so"\''],
    ['a\n', String.raw`'a\n'`],
    [{ 'a-b': Uint8Array.of(0, 255) }, "{ 'a-b': new Uint8Array([0, 255]) }"],
  ])('writes %j', (given, expected) => {
    expect(literal(given)).toBe(expected);
  });

  it('means the same value again', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(runInThisContext(`(${literal(given)})`)).toStrictEqual(given);
      }),
    );
  });
});
