import fc from 'fast-check';
import { expect, it } from 'vitest';
import { appendText } from '../../../src/message/appendText.js';

it('is plain concatenation, whatever the pieces', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 90 }), { maxLength: 60 }), (pieces) => {
      expect(pieces.reduce(appendText, '')).toBe(pieces.join(''));
    }),
  );
});

it('is whole after a hundred thousand pieces', () => {
  const pieces = Array.from({ length: 100_000 }, () => 'word ');
  expect(pieces.reduce(appendText, '')).toBe('word '.repeat(100_000));
});
