import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { type Row, type Size, widthOf } from './layout.js';

const eraseToEndOfLine = '\u001b[K';
const eraseBelow = '\u001b[J';
const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';

const paint: Record<Row['style'], (text: string) => string> = {
  title: (text) => styleText(['bold', 'cyan'], text),
  facts: (text) => styleText('green', text),
  text: (text) => text,
};

/** Rows at the end of a terminal that can be drawn anew in their place. */
export class Screen {
  private readonly terminal: WriteStream;
  private drawn: Row[] = [];

  constructor(terminal: WriteStream) {
    this.terminal = terminal;
  }

  /** The space that can be drawn over again: nothing above the top, and no line that goes on in the next. */
  get size(): Size {
    // A terminal that does not know its size says 0. Its last column stays free, its last row is the cursor's.
    const { columns, rows } = this.terminal;
    return { columns: (columns || 80) - 1, rows: (rows || 24) - 1 };
  }

  draw(rows: Row[]): void {
    // hasColors() knows NO_COLOR, and what kind of terminal it is; styleText learns that only in Node 22.
    const hasColors = this.terminal.hasColors();
    const painted = rows.map(({ text, style }) => (hasColors ? paint[style](text) : text));
    const lines = painted.map((line) => `${line}${eraseToEndOfLine}\n`).join('');
    // All in one write, which begins by hiding the cursor and ends by showing it: nothing flickers, and there is
    // nothing left to restore, however the program ends.
    this.terminal.write(hideCursor + this.toTop() + lines + eraseBelow + showCursor);
    this.drawn = rows;
  }

  /** Moves to where the last drawing began. A terminal that became narrower has broken its lines anew. */
  private toTop(): string {
    const columns = this.size.columns + 1;
    const heights = this.drawn.map(({ text }) => Math.max(1, Math.ceil(widthOf(text) / columns)));
    const height = heights.reduce((sum, each) => sum + each, 0);
    return height === 0 ? '\r' : `\r\u001b[${height}A`;
  }
}
