import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GrowingText } from '../../../src/sharing/growingText.js';

it('is all its pieces in order, however often it is read between them', () => {
  const piece = fc.record({ text: fc.string({ unit: 'grapheme', maxLength: 90 }), isRead: fc.boolean() });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 50 }), (pieces) => {
      const text = new GrowingText();
      let expected = '';
      for (const { text: each, isRead } of pieces) {
        text.append(each);
        expected += each;
        if (isRead) expect(text.toString()).toBe(expected);
      }
      expect(text.toString()).toBe(expected);
    }),
  );
});

it('is empty at first, and stays so with empty pieces', () => {
  const text = new GrowingText();
  expect(text.toString()).toBe('');
  text.append('');
  expect(text.toString()).toBe('');
});

it('keeps halves of a surrogate pair that come one after the other', () => {
  const text = new GrowingText();
  const [high, low] = ['\ud83d', '\ude00'];
  text.append(high);
  expect(text.toString()).toBe(high);
  text.append(low);
  expect(text.toString()).toBe('😀');
});

it('is whole after a hundred thousand pieces', () => {
  const text = new GrowingText();
  for (let at = 0; at < 100_000; at++) text.append('word ');
  expect(text.toString()).toBe('word '.repeat(100_000));
});
