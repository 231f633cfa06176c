import type { OperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import { respond } from '../src/respond.js';
import { checkChunk } from '../src/text/chunk.js';
import { checkSegmentBy, type SegmentBy, segmenterFor } from '../src/text/segmenters.js';

/**
 * Emits text in whole segments: words, sentences, lines, paragraphs or blocks of Markdown.
 *
 * <span class="informal">Ragged tokens in, whole sentences out: to speak, to translate, to render.</span>
 *
 * Each segment is emitted when what follows it has shown where it ends; strung together they are the text, to the
 * last character. What is left is emitted when the source completes, and before its error is handed on. No character
 * that a reader sees as one is ever split, however the text comes.
 *
 * - `'word'`: a word with the marks and the space behind it. Scripts without spaces are cut by a dictionary, as far as
 *   can be told from what has come: where that comes character by character, other words may come out of it.
 * - `'sentence'`: by the rules of Unicode, which know no abbreviations; the end of a line ends a sentence too.
 * - `'line'`, `'paragraph'`: with the line end, or the blank lines, behind it.
 * - `'markdown'`: a heading, a paragraph, a table, a list, a quote or a fence, with the blank lines behind it. Blocks
 *   are recognised while they are open: a blank line in a fence ends nothing, and a fence that is never closed goes to
 *   the end. A page renders each finished block once; the one that is open is the whole text from where they end.
 * - a RegExp: a segment ends where it matches, and the match belongs to it, once a character has come behind it.
 * - an `Intl.Segmenter`: whatever it finds, in the language that you made it for.
 *
 * ```text
 * in                       a-b-c---d-|          a 'Hel', b 'lo, w', c 'orld. ', d 'Bye.'
 * segmentText('word')      --1-----2-(3|)       1 'Hello, ', 2 'world. ', 3 'Bye.'
 * segmentText('sentence')  --------1-(2|)       1 'Hello, world. ', 2 'Bye.'
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { segmentText, selectText } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * of(...textMessage('It rains. Take an umbrella!'))
 *   .pipe(selectText(), segmentText('sentence'))
 *   .subscribe((sentence) => console.log(sentence));
 * ```
 *
 * @param by - the kind of segment, a RegExp that matches where one ends, or an `Intl.Segmenter`
 * @returns an operator from strings to strings
 * @throws TypeError - at once, when there is no such kind
 * @see {@link selectText}, which belongs in front
 */
export function segmentText(by: SegmentBy): OperatorFunction<string, string> {
  checkSegmentBy(by);
  return (source) =>
    respond(checkSource('segmentText', source), (outlet) => {
      const segments = segmenterFor(by);
      return {
        next(chunk) {
          checkChunk('segmentText', chunk);
          outlet.emit(segments.add(chunk));
        },
        last() {
          outlet.emit(segments.rest());
        },
      };
    });
}
