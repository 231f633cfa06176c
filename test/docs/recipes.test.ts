import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const readme = readFileSync('README.md', 'utf8');
const screens = readFileSync('docs/screens.md', 'utf8');

it("the guide's page in React is the recipe, which is compiled, and tested in a DOM", () => {
  const recipe = readFileSync('examples/recipes/react/Answer.tsx', 'utf8');
  expect(screens).toContain(`\`\`\`tsx\n${recipe}\`\`\``);
});

it.each(readdirSync('examples/recipes'))(
  'the README leads to the operators of the recipe for %s',
  (framework) => {
    const [, path = 'nowhere'] = new RegExp(`\\((examples/recipes/${framework}/[^)]+)\\)`).exec(readme) ?? [];
    expect(readFileSync(path, 'utf8')).toContain('trackState()');
  },
);
