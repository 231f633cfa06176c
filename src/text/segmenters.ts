import { complaint } from '../check.js';
import { LineGroups } from './lineGroups.js';
import { Lines } from './lines.js';
import { markdownBlocks } from './markdown/blocks.js';
import { paragraphs } from './paragraphs.js';
import { endedBy } from './pattern.js';
import type { Segments } from './segments.js';
import { segmentsOf, sentences, words } from './unicode.js';

/** The kinds of segment that have a name. */
export type SegmentKind = 'word' | 'sentence' | 'line' | 'paragraph' | 'markdown';

/** What to cut a text into: a kind, a pattern that ends each segment, or a segmenter of your own. */
export type SegmentBy = SegmentKind | RegExp | Intl.Segmenter;

const segmenters: Record<SegmentKind, () => Segments> = {
  word: words,
  sentence: sentences,
  line: () => new Lines(),
  paragraph: () => new LineGroups(paragraphs),
  markdown: () => new LineGroups(markdownBlocks),
};

/** Throws unless a text can be cut so. */
export function checkSegmentBy(by: unknown): void {
  if (typeof by === 'string' && Object.hasOwn(segmenters, by)) return;
  if (by instanceof RegExp || by instanceof Intl.Segmenter) return;
  const kinds = Object.keys(segmenters).join(', ');
  const rule = `one of ${kinds}, or a RegExp, or an Intl.Segmenter`;
  throw new TypeError(complaint('What segmentText() cuts by', by, rule, "Pass 'sentence', say."));
}

/** Cuts one text. */
export function segmenterFor(by: SegmentBy): Segments {
  if (typeof by === 'string') return segmenters[by]();
  return by instanceof RegExp ? endedBy(by) : segmentsOf(by);
}
