import { expect, it } from 'vitest';
import { segmenterFor } from '../../../src/text/segmenters.js';
import { cutInto } from './texts.js';

const blocks = (...segments: string[]) => segments;

// Each segment stands for itself: strung together they are the text that is cut.
it.each<[string, string[]]>([
  ['headings', blocks('# One\n', '## Two\n\n', 'Three\n===\n', 'Four\n---\n', 'five')],
  ['what only looks like a heading', blocks('#hashtag\n####### seven\n')],
  ['paragraphs', blocks('a\nb\n\n', 'c  \n   d\n\n\n', 'e')],
  [
    'a heading, a rule, a quote or a list right behind text',
    blocks('a\n', '# h\n', '***\n', '> q\n', '- l\n'),
  ],
  ['a number that begins no list', blocks('born in\n1984. It was cold.\n')],
  ['a fence with blank lines', blocks('a\n', '```js\nlet a\n\n# no heading\n- no list\n```\n\n', 'b')],
  ['a fence in a fence', blocks('````md\n```js\n```\n\n````\n', 'b')],
  ['a fence of tildes', blocks('~~~\n```\n\n~~~~\n', 'b')],
  ['a fence that never closes', blocks('a\n\n', '```\nb\n\n# c\n\nd\n~~~\n')],
  ['code in a line, which is no fence', blocks('```code```\n\n', 'a')],
  ['lists', blocks('- a\n- b\n\n- c\n\n  more of c\n\n    - d\n\n', 'text')],
  ['lists of other marks', blocks('- a\n', '* b\n', '1. c\n2. d\n\n', '1) e')],
  ['text that goes on with an item', blocks('- a\nb\n  c\n\n', 'd')],
  [
    'code in a list, which nothing goes on with',
    blocks('- a\n\n      code\n', 'b\n\n', '- # h\n      code\n', 'c'),
  ],
  ['a fence in a list', blocks('1. a\n   ```\n   b\n\n   # c\n   ```\n2. d\n\n', 'e')],
  ['a fence that ends with its list', blocks('- ```\n  a\n', 'b\n\n', 'c')],
  ['a rule, which is no item', blocks('- a\n', '- - -\n', 'b')],
  ['tables', blocks('a\n\n', '| a | b |\n|---|---|\n| 1 | 2 |\n\n', 'a | b\n- | -\n1 | 2\n\n', 'c')],
  ['quotes', blocks('> a\n> b\nc\n\n', '> d\n> - e\n', '- f')],
  ['a fence in a quote', blocks('> ```\n> a\n>\n> b\n', 'c\n\n', 'd')],
  ['code that is indented', blocks('a\n\n    b\n\n    c\n', 'd')],
  ['HTML', blocks('<div>\n# no heading\n</div>\n\n', '<!-- a\n\nb -->\n', '<b>bold</b> text\n', '# c')],
  ['HTML right behind text', blocks('a\n', '<div>\n# no heading\n</div>\n\n', 'b')],
  ['other HTML that closes itself', blocks('<pre>\n\na\n</pre>\n', '<br/>\nb\n\n', '<!-- c -->\n', 'd')],
  ['blank lines at the beginning', blocks('\n\n# a\n', 'b')],
  ['Windows', blocks('# a\r\n', 'b\r\n===\r\n\r\n', '```\r\n\r\n```\r\n', 'c')],
])('Markdown is cut into its blocks: %s', (_name, expected) => {
  expect(cutInto(segmenterFor('markdown'), [expected.join('')])).toStrictEqual(expected);
});
