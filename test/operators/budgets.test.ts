import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Budget {
  name: string;
  path: string;
  import: string;
  limit?: string;
}

it('every operator has a recorded size budget', () => {
  const files = readdirSync('operators').filter((file) => file !== 'index.ts');
  const names = files.map((file) => file.replace(/\.ts$/, ''));
  const budgets = JSON.parse(readFileSync('.size-limit.json', 'utf8')) as Budget[];
  const ofOperators = budgets.filter(({ path }) => path === 'dist/operators/index.js');
  expect(ofOperators.map(({ name }) => name).sort()).toEqual(names.sort());
  for (const budget of ofOperators) {
    expect(budget).toMatchObject({
      import: `{ ${budget.name} }`,
      limit: expect.stringMatching(/ kB$/) as string,
    });
  }
});
