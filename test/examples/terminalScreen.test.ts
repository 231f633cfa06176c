import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { layOut, widthOf, wrap } from '../../examples/terminal/layout.js';
import { Screen } from '../../examples/terminal/screen.js';

const sections = [
  { title: 'one', facts: '', text: 'the first of them has quite a long text' },
  { title: 'two', facts: 'some facts', text: '' },
  { title: 'three', facts: '', text: 'so has the last' },
];

const textsOf = (size: { columns: number; rows: number }) => layOut(sections, size).map(({ text }) => text);

describe('layOut', () => {
  it('puts the sections one below the other, and all there is where there is room', () => {
    expect(textsOf({ columns: 16, rows: Number.POSITIVE_INFINITY })).toEqual([
      '── one ─────────',
      'the first of',
      'them has quite a',
      'long text',
      '── two ─────────',
      'some facts',
      '── three ───────',
      'so has the last',
    ]);
  });

  it('shows the latest lines of every text where there is not', () => {
    expect(textsOf({ columns: 16, rows: 6 })).toEqual([
      '── one ─────────',
      'long text',
      '── two ─────────',
      'some facts',
      '── three ───────',
      'so has the last',
    ]);
  });

  it('never takes more rows or columns than there are', () => {
    for (const [columns, rows] of [
      [1, 1],
      [5, 3],
      [9, 40],
    ] as const) {
      const texts = textsOf({ columns, rows });
      expect(texts.length).toBeLessThanOrEqual(rows);
      expect(Math.max(...texts.map(widthOf))).toBeLessThanOrEqual(columns);
    }
  });
});

describe('wrap', () => {
  it.each([
    ['a word longer than a line', 'a donaudampfschiff', ['a', 'donaud', 'ampfsc', 'hiff']],
    ['lines of its own', 'one\n\ntwo', ['one', '', 'two']],
    ['indentation', '  a b', ['  a b']],
    ['East Asian text, two columns each', '世界世界', ['世界世', '界']],
    ['an emoji of several code points', 'abc 👩‍👩‍👧 d', ['abc 👩‍👩‍👧', 'd']],
    ['nothing', '', []],
  ])('keeps %s', (_, text, lines) => {
    expect(wrap(text, 6)).toEqual(lines);
  });
});

describe('Screen', () => {
  it('draws over what it drew, and leaves the cursor shown', () => {
    const written: string[] = [];
    const terminal = {
      columns: 0,
      rows: 0,
      hasColors: () => false,
      write: (text: string) => written.push(text),
    };
    const screen = new Screen(terminal as unknown as WriteStream);
    expect(screen.size).toEqual({ columns: 79, rows: 23 });
    screen.draw([
      { text: 'one', style: 'title' },
      { text: '', style: 'text' },
    ]);
    screen.draw([{ text: 'two', style: 'title' }]);
    expect(written).toEqual([
      '\u001b[?25l\rone\u001b[K\n\u001b[K\n\u001b[J\u001b[?25h',
      '\u001b[?25l\r\u001b[2Atwo\u001b[K\n\u001b[J\u001b[?25h',
    ]);
  });
});
