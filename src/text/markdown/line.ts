// What a line of Markdown looks like, by the rules of CommonMark, and of GitHub for tables.

export const isBlank = (line: string): boolean => /^[ \t]*$/.test(line);
export const isHeading = (line: string): boolean => /^ {0,3}#{1,6}(?=[ \t]|$)/.test(line);
/** Makes a heading of the paragraph above it. */
export const isUnderline = (line: string): boolean => /^ {0,3}(?:=+|-+)[ \t]*$/.test(line);
export const isQuote = (line: string): boolean => /^ {0,3}>/.test(line);
export const isRule = (line: string): boolean =>
  /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/.test(line);

/** The line under the head of a table, which may look like an item of a list. */
export function isTableRule(line: string): boolean {
  return line.includes('|') && /^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)*(?:[ \t]*:?-+:?[ \t]*)?$/.test(line);
}

/** How far a line is indented, in columns. */
export function indentOf(line: string): number {
  return columnAfter(/^[ \t]*/.exec(line)![0]);
}

/** A line without so much of its indentation. */
export function dedented(line: string, columns: number): string {
  return ' '.repeat(Math.max(0, indentOf(line) - columns)) + line.replace(/^[ \t]+/, '');
}

/** A tab reaches to the next multiple of four. */
function columnAfter(text: string): number {
  let column = 0;
  for (const character of text) column += character === '\t' ? 4 - (column % 4) : 1;
  return column;
}

/** What closes the fence that a line opens; `undefined` where it opens none. */
export function fenceEnd(line: string): RegExp | undefined {
  const [, mark] = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line) ?? [];
  return mark === undefined ? undefined : new RegExp(`^ {0,3}${mark[0]!}{${mark.length},}[ \\t]*$`);
}

/** The mark that begins an item of a list. */
export interface ItemMark {
  /** The same for all items of a list. */
  readonly type: string;
  /** Where the content of the item begins: what is indented so far belongs to it. */
  readonly content: number;
  readonly text: string;
  readonly number: string | undefined;
}

export function itemMark(line: string): ItemMark | undefined {
  const match = /^([ \t]*)([-+*]|(\d{1,9})[.)])(?=[ \t]|$)([ \t]*)(.*)$/.exec(line);
  if (!match || isRule(line)) return undefined;
  const [, indent = '', mark = '', number, space = '', text = ''] = match;
  const end = columnAfter(indent + mark);
  const column = columnAfter(indent + mark + space);
  // More than four columns on, the content is code that is indented by itself.
  const isCode = column - end > 4;
  const content = text === '' || isCode ? end + 1 : column;
  return { type: mark.at(-1)!, content, text: isCode ? space.slice(1) + text : text, number };
}

/** Whether an item of a list ends a paragraph: an empty one does not, nor one with a number other than 1. */
export function isInterruptingItem(line: string): boolean {
  const mark = indentOf(line) < 4 ? itemMark(line) : undefined;
  return mark !== undefined && mark.text !== '' && (mark.number ?? '1') === '1';
}
