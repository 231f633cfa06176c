import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program that the documentation shows. */
export interface CodeBlock {
  /** Where it stands: the file and the line. */
  readonly place: string;
  readonly code: string;
  /** Whether it declares tests, and so needs a test runner to run it. */
  readonly isTest: boolean;
}

const pages = readdirSync('docs').filter((file) => file.endsWith('.md'));
const documents = ['README.md', 'CONTRIBUTING.md', ...pages.map((file) => join('docs', file))];

/** Every `ts` block of the documents, and of the comments in the sources. */
export function allCodeBlocks(): CodeBlock[] {
  const sources = ['src', 'operators'].flatMap(sourcesIn);
  return [...documents, ...sources].flatMap((file) => blocksIn(file, readFileSync(file, 'utf8')));
}

function sourcesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
}

function blocksIn(file: string, text: string): CodeBlock[] {
  return [...text.matchAll(/^(?<margin> \* )?```ts\n(?<body>[\s\S]*?)^\k<margin>```$/gm)].map((match) => {
    const { margin, body = '' } = match.groups ?? {};
    const code = margin ? body.replaceAll(/^ \* ?/gm, '') : body;
    const line = text.slice(0, match.index).split('\n').length;
    return { place: `${file}:${line}`, code, isTest: code.includes("from 'vitest'") };
  });
}
