import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GenerationError } from 'rx-bedrock';
import { describe, expect, it } from 'vitest';
import { type LogFault, logFaultTable } from '../delivery/faultTable.js';
import type { Fault } from '../wire/faults/fault.js';
import { faults, faultTable } from '../wire/faults/table.js';

const page = fileURLToPath(new URL('../../docs/faults.md', import.meta.url));
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The README's table of codes: [codes, meaning, retryable, status]. */
const codeRows = rowsOf(readme.slice(readme.indexOf('| code | meaning |')));
const logFaults = logFaultTable.flatMap(([, rows]) => rows);
const failures = faults.filter(({ ending }) => ending !== 'complete' && ending !== 'left');

describe("the README's table of codes", () => {
  it.each(failures)('is right about: $name', ({ ending, retryable, text, hasOtherContent }) => {
    const [, , again, status] = codeRows.find(([codes]) => codes!.includes(`\`${ending}\``)) ?? [];
    const isEmpty = text === '' && !hasOtherContent;
    expect({ yes: true, no: false, 'only before any content': isEmpty }[again!]).toBe(retryable);
    expect(status).toBe(`\`${new GenerationError(ending as GenerationError['code'], '').partial.status}\``);
  });

  it('has no code that cannot be had: all are in the tables of faults', () => {
    const codes = codeRows.flatMap(([cell]) => [...cell!.matchAll(/`(\w+)`/g)].map(([, code]) => code));
    expect(new Set(codes)).toEqual(
      new Set(
        [...failures.map(({ ending }) => ending), ...logFaults.flatMap(({ endings }) => endings)].filter(
          isCode,
        ),
      ),
    );
  });
});

it.each(logFaults)('a test shows: $name', ({ shownBy: [file, test] }) => {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  expect(text).toContain(test);
});

it('docs/faults.md is what the table of faults makes (vitest -u writes it)', async () => {
  await expect(pageOf()).toMatchFileSnapshot(page);
});

function rowsOf(markdown: string): string[][] {
  const [table = ''] = markdown.split('\n\n');
  const cells = (line: string) => line.split('|').slice(1, -1);
  return table
    .split('\n')
    .slice(2)
    .map((line) => cells(line).map((cell) => cell.trim()));
}

function isCode(ending: string): boolean {
  return ending !== 'complete' && ending !== 'stopped';
}

function pageOf(): string {
  return `# What can go wrong, and how it ends

Every row is a test: over HTTP/2 and HTTP/1.1, with either decoder, against a loopback Bedrock that speaks the wire
protocol; past one process, against a real Redis and over real HTTP, in the file that the row names. Whatever happens, all
that had arrived is in \`error.partial\`, the exchange is closed, and nothing hangs. Where a response came,
\`error.response\` has its request id. This page is made from the tables of those tests.

${faultTable.map(([title, rows]) => `## ${title}\n\n${tableOf(rows)}`).join('\n\n')}

## What \`decode: 'sdk'\` cannot hold to

There it is the SDK that reads the bytes, and these rows are as it makes them.

${exceptionsOf(faults)}

${logFaultTable.map(([title, rows]) => `## ${title}\n\n${logTableOf(rows)}`).join('\n\n')}
`;
}

function tableOf(rows: readonly Fault[]): string {
  const lines = rows.map(
    (row) => `| ${row.name.replace(/\{.*\}/, '`$&`')} | ${endOf(row)} | ${againOf(row.retryable)} |`,
  );
  return ['| what happens | how it ends | worth another try |', '| --- | --- | --- |', ...lines].join('\n');
}

function logTableOf(rows: readonly LogFault[]): string {
  const lines = rows.map(({ name, endings, retryable, shownBy: [file] }) => {
    const cells = [name, endings.map((ending) => (isCode(ending) ? `\`${ending}\`` : ending)).join(' or ')];
    return `| ${[...cells, againOf(retryable), `\`${file}\``].join(' | ')} |`;
  });
  const head = ['| what happens | how it ends | worth another try | shown by |', '| --- | --- | --- | --- |'];
  return [...head, ...lines].join('\n');
}

function endOf({ ending }: Fault): string {
  if (ending === 'complete') return 'complete';
  return ending === 'left' ? 'the request is closed' : `\`${ending}\``;
}

function againOf(retryable: boolean | undefined): string {
  if (retryable === undefined) return '';
  return retryable ? 'yes' : 'no';
}

function exceptionsOf(rows: readonly Fault[]): string {
  const lines = rows.flatMap(({ name, notBySdk }) => (notBySdk ? [`| ${name} | ${notBySdk} |`] : []));
  return ['| what happens | what the SDK does |', '| --- | --- |', ...lines].join('\n');
}
