import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const operators = readdirSync('operators').filter((file) => file !== 'index.ts');

describe.each(operators)('the page of operators/%s', (file) => {
  const source = readFileSync(`operators/${file}`, 'utf8');
  // The comment of the operator itself is the one that draws marbles.
  const page = /\/\*\*(?:(?!\*\/)[\s\S])*```text[\s\S]*?\*\//.exec(source)?.[0] ?? '';

  it('has all its parts, in the order of all other pages', () => {
    const parts = ['<span class="informal">', '```text', '@example', '```ts', '@returns', '@see'];
    const places = parts.map((part) => page.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toStrictEqual(places.toSorted((a, b) => a - b));
  });

  it('draws the operator by its name, or its subscribers where it has many', () => {
    const name = file.replace('.ts', '');
    expect(page).toMatch(new RegExp(`^ \\* (${name}\\(|subscriber)`, 'm'));
  });

  it('has a row in the README', () => {
    expect(readFileSync('README.md', 'utf8')).toContain(`| \`${file.replace('.ts', '')}`);
  });
});
