import { UsageError } from '../commandLine.js';
import type { Table } from '../sections/section.js';
import { circumstances } from './circumstances.js';
import { markdownTable } from './markdown.js';
import type { Chapter } from './report.js';

const begin = '<!-- bench:begin -->';
const end = '<!-- bench:end -->';

/**
 * The text with the headlines between its two markers, in place of what stands there.
 * @throws UsageError - when the markers are not there
 */
export function withHeadlines(readme: string, headlines: string): string {
  const [before, rest] = split(readme, begin);
  const [, after] = split(rest, end);
  return `${before}${begin}\n${headlines}\n${end}${after}`;
}

function split(text: string, marker: string): [string, string] {
  const at = text.indexOf(marker);
  if (at >= 0) return [text.slice(0, at), text.slice(at + marker.length)];
  throw new UsageError(
    `README.md has no ${marker}, but it must have ${begin} and ${end}. Put the two where the table goes.`,
  );
}

/** What the README shows of a run. Tables with the same columns become one. */
export function headlinesOf(chapters: readonly Chapter[]): string {
  const tables = new Map<string, Table>();
  for (const { findings } of chapters) {
    if (!findings.headline) continue;
    const key = findings.headline.columns.join();
    const rows = [...(tables.get(key)?.rows ?? []), ...findings.headline.rows];
    tables.set(key, { columns: findings.headline.columns, rows });
  }
  const about =
    "CPU per event as a ratio to the SDK's own `for await` in the same run, medians, over a loopback Bedrock in " +
    `another process (${circumstances()}):`;
  return [about, ...[...tables.values()].map(markdownTable)].join('\n\n');
}
