import type { Section } from './sections.js';

/** One row of the screen, never wider than the columns it was made for. */
export interface Row {
  text: string;
  style: 'title' | 'facts' | 'text';
}

/** The space there is. */
export interface Size {
  columns: number;
  /** With `Infinity` there is room for all; with less, every text shows its latest lines. */
  rows: number;
}

/** The sections one below the other. */
export function layOut(sections: Section[], { columns, rows }: Size): Row[] {
  const parts = sections.map(({ title, facts, text }) => ({
    head: [...rowsOf('title', [underlined(title, columns)]), ...rowsOf('facts', wrap(facts, columns))],
    body: rowsOf('text', wrap(text, columns)),
  }));
  const bodies = parts.filter(({ body }) => body.length > 0).length;
  const room = rows - parts.flatMap(({ head }) => head).length;
  const share = Math.max(1, Math.floor(room / bodies));
  return parts.flatMap(({ head, body }) => [...head, ...body.slice(-share)]).slice(0, rows);
}

/** The lines of a text, broken between words, and inside a word only where it is longer than a line. */
export function wrap(text: string, columns: number): string[] {
  if (text === '') return [];
  return text.split('\n').flatMap((paragraph) => {
    const words = paragraph.split(/(?<=\s)(?=\S)/);
    const pieces = words.flatMap((word) =>
      widthOf(word) > columns ? fill(charactersOf(word), columns) : word,
    );
    return fill(pieces, columns).map((line) => line.trimEnd());
  });
}

/** Joins pieces to lines that are as long as they may be. */
function fill(pieces: string[], columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (line !== '' && widthOf((line + piece).trimEnd()) > columns) {
      lines.push(line);
      line = '';
    }
    line += piece;
  }
  return [...lines, line];
}

/** How many columns a text takes: emoji and East Asian characters take two. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  return charactersOf(text).reduce((width, character) => width + (wide.test(character) ? 2 : 1), 0);
}

// Where terminals differ, the wider reading: a line that is broken early does no harm.
const wide =
  /\p{Extended_Pictographic}|\p{Regional_Indicator}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

const segmenter = new Intl.Segmenter();

/** What a reader takes for one character, such as an emoji of several code points. */
function charactersOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function underlined(title: string, columns: number): string {
  return `── ${title} `.padEnd(columns, '─').slice(0, columns);
}

function rowsOf(style: Row['style'], lines: string[]): Row[] {
  return lines.map((text) => ({ text, style }));
}
