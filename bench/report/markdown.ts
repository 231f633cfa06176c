import type { Table } from '../sections/section.js';

/** A table in Markdown: the first column is text, the others are figures; what a row does not have is a dash. */
export function markdownTable({ columns, rows }: Table): string {
  const rule = columns.map((_, at) => (at === 0 ? '---' : '---:'));
  const whole = rows.map((row) => columns.map((_, at) => row[at] ?? '–'));
  return [columns, rule, ...whole].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
