import { expect, it } from 'vitest';
import { Lines } from '../../../src/text/lines.js';
import { Scanned } from '../../../src/text/scanned.js';

const length = 100_000;

it.each([
  ['never ends', Number.POSITIVE_INFINITY],
  ['is long', 1000],
  ['is short', 10],
])('looks at each character a few times, however small the chunks, where a segment %s', (_case, size) => {
  let looked = 0;
  const segments = new Scanned(
    (text) => {
      looked += text.length;
      return text.length > size ? [size] : [];
    },
    () => [],
  );
  let found = 0;
  for (let at = 0; at < length; at += 1) found += segments.add('x').length;
  if (size < length) expect(found).toBeGreaterThan(length / size / 2);
  // What is short is looked at again with every chunk: on an average, half of it.
  expect(looked / length).toBeLessThan(Math.min(size, 130) + 5);
  segments.rest();
});

it('finds at the end what it has not looked for', () => {
  const cut = (text: string) => (text.length > 300 ? [300] : []);
  const segments = new Scanned(cut, cut);
  segments.add('x'.repeat(299));
  expect(segments.add('xx')).toStrictEqual([]);
  expect(segments.rest().map((segment) => segment.length)).toStrictEqual([300, 1]);
});

it('finds lines in long ones that come in small pieces', () => {
  const lines = new Lines();
  for (let at = 0; at < length; at += 1) lines.add('x');
  expect(lines.add('\ny').map((line) => line.length)).toStrictEqual([length + 1]);
  expect(lines.rest()).toStrictEqual(['y']);
});
