import type { Measured } from '../goals.js';
import type { Findings, Section } from '../sections/section.js';
import { circumstances, moreCircumstances } from './circumstances.js';
import { goalsTable } from './goalsTable.js';
import { markdownTable } from './markdown.js';

/** A section with what it has found out. */
export interface Chapter {
  readonly section: Section;
  readonly findings: Findings;
}

/** The whole report, in Markdown. */
export function report(chapters: readonly Chapter[], isQuick: boolean): string {
  const measured = chapters.reduce<Measured>((all, { findings }) => ({ ...all, ...findings.measured }), {});
  const goals = goalsTable(measured);
  return [
    `# Benchmark${isQuick ? ' (quick: coarse figures, without the peers)' : ''}`,
    `${circumstances()}.`,
    `${moreCircumstances()}.`,
    'Server in another process, rounds interleaved in random order, a process for each contestant; medians, and in ' +
      'brackets the range. Machines differ: ratios hold, absolute times do not.',
    ...chapters.flatMap(({ section, findings }) => [
      `## ${section.title}`,
      section.about,
      markdownTable(findings.table),
    ]),
    ...(goals.rows.length > 0 ? ['## Goals', markdownTable(goals)] : []),
  ].join('\n\n');
}
