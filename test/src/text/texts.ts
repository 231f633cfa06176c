import fc from 'fast-check';
import type { Segments } from '../../../src/text/segments.js';

/** What is easily split: joined emoji, flags, accents, Hangul, Devanagari, line ends, half characters. */
export const pieces = [
  ...['a', 'Many', ' hands', ' ', '. ', '.', "can't", "'", '3', ',', '(', '!', '\n', '\r\n', '\r', '\n\n'],
  ...[
    '👩‍🚀',
    '👨‍👩‍👧‍👦',
    '👍🏽',
    '🇮🇹',
    '🇫🇷',
    '\u200d',
    'e\u0301',
    '\u0301',
    '한국',
    '\u1112\u1161\u11ab',
    'नमस्ते',
    'क्ष',
  ],
  ...['```\n', '~~~', '# ', '- ', '1. ', '> ', '| a | b |\n|---|---|\n', '    ', '<div>', '=', '\ud83d'],
];

/** The same of scripts that are written without spaces. */
export const unspaced = ['你好', '世界', '，', '。', '日本語を', '話します', 'สวัสดี', 'ชาวโลก', ...pieces];

export function textsOf(from: readonly string[]): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...from), { maxLength: 30 }).map((all) => all.join(''));
}

/** Cuts a text into chunks anywhere, also inside a character; the same cuts give the same chunks. */
export function chunksOf(text: string, cuts: readonly number[]): string[] {
  const chunks: string[] = [];
  let start = 0;
  for (const size of cuts) {
    chunks.push(text.slice(start, start + size));
    start += size;
  }
  return [...chunks, text.slice(start)];
}

export const anyCuts: fc.Arbitrary<number[]> = fc.array(fc.nat(5), { maxLength: 120 });

/** All segments of a text that comes in chunks. */
export function cutInto(segments: Segments, chunks: readonly string[]): string[] {
  return [...chunks.flatMap((chunk) => segments.add(chunk)), ...segments.rest()];
}

/** The places between the characters of a text, as readers see them. */
export function graphemeEnds(text: string): Set<number> {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  return new Set(Array.from(segmenter.segment(text), ({ index, segment }) => index + segment.length));
}

/** Where the segments end in the text that they make up. */
export function endsOf(segments: readonly string[]): number[] {
  let end = 0;
  return segments.map((segment) => (end += segment.length));
}
