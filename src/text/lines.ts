import { appendText } from '../message/appendText.js';
import type { Segments } from './segments.js';

/** Lines, each with what ends it: `\n`, `\r\n` or `\r`. Every character is looked at once. */
export class Lines implements Segments {
  private open = '';
  /** A return at the end of what has come may be the first half of one line end. */
  private isReturned = false;

  add(chunk: string): readonly string[] {
    const text = this.isReturned ? `\r${chunk}` : chunk;
    const lines: string[] = [];
    let start = 0;
    for (const { index, 0: lineEnd } of text.matchAll(certainLineEnd)) {
      const end = index + lineEnd.length;
      lines.push(this.open + text.slice(start, end));
      this.open = '';
      start = end;
    }
    this.isReturned = start < text.length && text.endsWith('\r');
    this.open = appendText(this.open, text.slice(start, this.isReturned ? -1 : undefined));
    return lines;
  }

  rest(): readonly string[] {
    const { open } = this;
    const lines = this.isReturned ? [`${open}\r`] : open === '' ? [] : [open];
    this.open = '';
    this.isReturned = false;
    return lines;
  }
}

const certainLineEnd = /\r\n|\n|\r(?!$)/g;
