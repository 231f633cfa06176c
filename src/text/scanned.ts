import type { Segments } from './segments.js';

/**
 * Finds where segments end.
 * @returns positions in the text, rising, none of which more text could move; never its beginning or its end
 */
export type Cut = (text: string) => readonly number[];

/** As long as this, what is open may be looked through at every chunk. */
const short = 256;

/**
 * Segments that can only be told by looking through the text. What is finished is never looked at again. What is open
 * is looked at again with every chunk while it is short; a long one only when it has grown by a quarter, so that the
 * work stays in proportion to the text, even where a segment never ends.
 */
export class Scanned implements Segments {
  private readonly cut: Cut;
  private readonly cutAtEnd: Cut;
  private open = '';
  /** The length that is worth another look. */
  private worthwhile = 0;

  /** @param cutAtEnd - the same for a text of which no more will come */
  constructor(cut: Cut, cutAtEnd: Cut) {
    this.cut = cut;
    this.cutAtEnd = cutAtEnd;
  }

  add(chunk: string): readonly string[] {
    this.open += chunk;
    if (this.open.length < this.worthwhile) return [];
    const segments = this.split(this.cut);
    const { length } = this.open;
    this.worthwhile = length < short ? 0 : Math.ceil((length * 5) / 4);
    return segments;
  }

  rest(): readonly string[] {
    const segments = this.split(this.cutAtEnd);
    const { open } = this;
    this.open = '';
    this.worthwhile = 0;
    return open === '' ? segments : [...segments, open];
  }

  private split(cut: Cut): string[] {
    const { open } = this;
    if (open === '') return [];
    let start = 0;
    const segments = cut(open).map((end) => {
      const segment = open.slice(start, end);
      start = end;
      return segment;
    });
    this.open = open.slice(start);
    return segments;
  }
}
