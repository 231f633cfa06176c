import { type Cut, Scanned } from './scanned.js';
import type { Segments } from './segments.js';

type Granularity = Intl.ResolvedSegmenterOptions['granularity'];

/** A segmenter for the language of the runtime. */
export function unicodeSegmenter(granularity: Granularity): Intl.Segmenter {
  return new Intl.Segmenter(undefined, { granularity });
}

type CertainEnds = (segmenter: Intl.Segmenter, text: string) => number[];

/**
 * Segments as Unicode tells them. Which of the ends in half a text are certain depends on how far ahead the rules
 * look: for graphemes at the next character; for words behind the mark after them, which may be the one in "can't";
 * for sentences up to a letter, as a small one would show that a full stop had ended no sentence.
 */
const certainEnds: Record<Granularity, CertainEnds> = {
  grapheme: (segmenter, text) => endsIn(segmenter, text).slice(0, -1),
  word: (segmenter, text) => endsIn(segmenter, text).slice(0, -2),
  sentence: (segmenter, text) => {
    const ends = endsIn(segmenter, text).slice(0, -1);
    while (ends.length > 0 && !decisive.test(text.slice(ends.at(-1)))) ends.pop();
    return ends;
  },
};

/** A letter, the end of a line, or another stop. */
const decisive = /[\p{L}\p{Nl}\n\r\u0085\u2028\u2029.!?\p{Sentence_Terminal}]/u;

/** What a segmenter of the caller's finds, whole. */
export function segmentsOf(segmenter: Intl.Segmenter): Segments {
  const certain = certainEnds[segmenter.resolvedOptions().granularity];
  return new Scanned(
    (text) => certain(segmenter, withoutHalf(text)),
    (text) => endsIn(segmenter, text).slice(0, -1),
  );
}

/** Characters as readers see them. */
export function graphemes(): Segments {
  return segmentsOf(unicodeSegmenter('grapheme'));
}

export function sentences(): Segments {
  return segmentsOf(unicodeSegmenter('sentence'));
}

/** Words, each with the marks and the space behind it. */
export function words(): Segments {
  const segmenter = unicodeSegmenter('word');
  const cut: Cut = (text) => {
    const starts: number[] = [];
    for (const { index, segment } of segmenter.segment(withoutHalf(text))) {
      // Not `isWordLike`: that may change while the segment grows.
      if (/[\p{L}\p{N}]/u.test(segment)) starts.push(index);
    }
    // What comes before the first word goes with it. That a word begins where it does is certain once it has begun.
    return starts.slice(1);
  };
  return new Scanned(cut, cut);
}

function endsIn(segmenter: Intl.Segmenter, text: string): number[] {
  return Array.from(segmenter.segment(text), ({ index, segment }) => index + segment.length);
}

/** The text without half a character at its end, of which the other half is still to come. */
export function withoutHalf(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd8_00 && last <= 0xdb_ff ? text.slice(0, -1) : text;
}
