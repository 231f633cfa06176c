import { Scanned } from './scanned.js';
import type { Segments } from './segments.js';
import { unicodeSegmenter, withoutHalf } from './unicode.js';

/** Segments that end where a pattern has matched; the match belongs to the segment that it ends. */
export function endedBy(pattern: RegExp): Segments {
  // A copy: the caller's own may be in use elsewhere, and remembers where it was.
  const matcher = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}g`);
  const graphemes = unicodeSegmenter('grapheme');

  function cutAtEnd(text: string): number[] {
    const whole = graphemes.segment(text);
    const ends: number[] = [];
    for (const match of text.matchAll(matcher)) {
      const at = match.index + match[0].length;
      // A match may end inside a character, such as between a letter and its accent: never split one.
      const character = whole.containing(at);
      const end = character && character.index < at ? character.index + character.segment.length : at;
      if (end > (ends.at(-1) ?? 0) && end < text.length) ends.push(end);
    }
    return ends;
  }

  return new Scanned((text) => cutAtEnd(withoutHalf(text)), cutAtEnd);
}
