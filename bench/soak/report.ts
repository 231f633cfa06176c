import { circumstances } from '../report/circumstances.js';
import { markdownTable } from '../report/markdown.js';
import type { SoakSettings } from './commandLine.js';
import type { Invariant } from './invariants.js';
import { type Count, sumOf } from '../chaos/tally.js';

/** What a soak has found. */
export interface Findings {
  readonly counts: readonly Count[];
  readonly complaints: readonly string[];
  readonly invariants: readonly Invariant[];
  readonly requests: number;
}

/** The whole report, in Markdown. */
export function soakReport(
  { counts, complaints, invariants, requests }: Findings,
  settings: SoakSettings,
): string {
  const total = sumOf(counts);
  return [
    `# Faults${settings.isQuick ? ' (quick)' : ''}`,
    `${circumstances()}.`,
    `${total} generations, 64 at a time, over HTTP/2 and HTTP/1.1, by either decoder, each with five subscribers who ` +
      `come and go; ${requests} requests in all. Seed ${settings.seed}.`,
    'A fault happens at any byte of the answer: what comes behind messageStop is too late to do harm. `aborted` are ' +
      'those whose signal was, or whom everybody had left.',
    markdownTable({
      columns: ['fault', 'ends in', 'worth another try', 'requests', 'count'],
      rows: counts.map(row),
    }),
    '## What must hold',
    markdownTable({
      columns: ['', 'found', 'holds'],
      rows: invariants.map(({ what, found, holds }) => [what, found, holds ? 'yes' : '**no**']),
    }),
    ...(complaints.length > 0 ? ['## What was wrong', listOf(complaints)] : []),
  ].join('\n\n');
}

function row({ fault, ending, retryable, attempts, count }: Count): string[] {
  const again = retryable === undefined ? '' : retryable ? 'yes' : 'no';
  return [fault, ending, again, String(attempts), String(count)];
}

function listOf(complaints: readonly string[]): string {
  const shown = complaints.slice(0, 50).map((complaint) => `- ${complaint}`);
  const more = complaints.length - shown.length;
  return [...shown, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
}
