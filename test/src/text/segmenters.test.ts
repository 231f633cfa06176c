import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SegmentBy, segmenterFor } from '../../../src/text/segmenters.js';
import { anyCuts, chunksOf, cutInto, endsOf, graphemeEnds, pieces, textsOf, unspaced } from './texts.js';

const intl = (granularity: 'grapheme' | 'word' | 'sentence') => new Intl.Segmenter('en', { granularity });

const ways: [string, SegmentBy][] = [
  ['word', 'word'],
  ['sentence', 'sentence'],
  ['line', 'line'],
  ['paragraph', 'paragraph'],
  ['markdown', 'markdown'],
  ['/\\n/', /\n/],
  ['/ +/', / +/],
  ['/e/', /e/],
  ['/(?=#)/y', /(?=#)/y],
  ['an Intl.Segmenter of graphemes', intl('grapheme')],
  ['an Intl.Segmenter of words', intl('word')],
  ['an Intl.Segmenter of sentences', intl('sentence')],
];

describe.each(ways)('by %s', (_name, by) => {
  it('loses nothing and splits no character, however the text comes', () => {
    fc.assert(
      fc.property(textsOf(unspaced), anyCuts, (text, cuts) => {
        const segments = cutInto(segmenterFor(by), chunksOf(text, cuts));
        expect(segments.join('')).toBe(text);
        expect(segments).not.toContain('');
        const between = graphemeEnds(text);
        expect(endsOf(segments).filter((end) => !between.has(end))).toStrictEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('begins anew once it has given what was left', () => {
    fc.assert(
      fc.property(textsOf(pieces), textsOf(pieces), (before, text) => {
        const used = segmenterFor(by);
        cutInto(used, [before]);
        expect(cutInto(used, [text])).toStrictEqual(cutInto(segmenterFor(by), [text]));
      }),
    );
  });

  it('finds the same segments however the text comes', () => {
    fc.assert(
      fc.property(textsOf(pieces), anyCuts, (text, cuts) => {
        const whole = cutInto(segmenterFor(by), [text]);
        expect(cutInto(segmenterFor(by), chunksOf(text, cuts))).toStrictEqual(whole);
      }),
      { numRuns: 400 },
    );
  });
});

it.each([['word'], ['sentence'], ['grapheme']] as const)(
  'finds what Intl.Segmenter does: %s',
  (granularity) => {
    fc.assert(
      fc.property(textsOf(pieces), anyCuts, (text, cuts) => {
        const segments = cutInto(segmenterFor(intl(granularity)), chunksOf(text, cuts));
        const expected = Array.from(intl(granularity).segment(text), ({ segment }) => segment);
        expect(segments).toStrictEqual(expected);
      }),
      { numRuns: 1000 },
    );
  },
);

it.each<[SegmentBy, string, string[]]>([
  ['word', '  To be, or "not"', ['  To ', 'be, ', 'or "', 'not"']],
  ['word', "can't 3,14 e.g. 👩‍🚀", ["can't ", '3,14 ', 'e.g. 👩‍🚀']],
  ['word', '你好，世界', ['你好，', '世界']],
  ['word', '... !', ['... !']],
  ['sentence', 'It is 3.5 km. Go! Now?', ['It is 3.5 km. ', 'Go! ', 'Now?']],
  ['sentence', '你好。世界。', ['你好。', '世界。']],
  ['line', 'a\r\nb\rc\n\nd', ['a\r\n', 'b\r', 'c\n', '\n', 'd']],
  ['paragraph', '\n a\nb\n \n\nc\r\n\r\nd\n', ['\n a\nb\n \n\n', 'c\r\n\r\n', 'd\n']],
  [/[.!?]\s*/, 'a. b? c', ['a. ', 'b? ', 'c']],
  [/(?=# )/, 'a # b # c', ['a ', '# b ', '# c']],
  [/e/g, 'le\u0301vel', ['le\u0301', 've', 'l']],
  [intl('grapheme'), 'e\u0301👩‍🚀🇮🇹', ['e\u0301', '👩‍🚀', '🇮🇹']],
])('by %s: %o', (by, text, expected) => {
  expect(cutInto(segmenterFor(by), [text])).toStrictEqual(expected);
});

it.each<[SegmentBy, string[], string[]]>([
  ['word', ['To', ' b'], ['To ']],
  ['word', ['can', "'"], []],
  ['sentence', ['It rains. ', '('], []],
  ['sentence', ['It rains. ', '(T'], ['It rains. ']],
  ['line', ['a\r', ''], []],
  ['line', ['a\r', 'b'], ['a\r']],
  ['paragraph', ['a\n\n', '\n', 'b'], []],
  ['paragraph', ['a\n\n', '\n', 'b\n'], ['a\n\n\n']],
  [/\s+/, ['a ', ' ', 'b'], ['a  ']],
  [intl('grapheme'), ['👩', '\u200d', '🚀', 'a'], ['👩‍🚀']],
  [intl('grapheme'), ['e', '\ud83d'], []],
])('by %s, of %o, has finished %o', (by, chunks, finished) => {
  const segments = segmenterFor(by);
  expect(chunks.flatMap((chunk) => segments.add(chunk))).toStrictEqual(finished);
});
