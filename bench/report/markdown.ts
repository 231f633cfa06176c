import type { Table } from '../sections/section.js';

/** A table in Markdown; the first column is text, the others are figures. */
export function markdownTable({ columns, rows }: Table): string {
  const rule = columns.map((_, at) => (at === 0 ? '---' : '---:'));
  return [columns, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
