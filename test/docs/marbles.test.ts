import { readdirSync, readFileSync } from 'node:fs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { readDiagram, type Row } from '../../docs/marbles/diagram.js';
import { draw } from '../../docs/marbles/draw.js';

// Of the operators every one has a drawing; elsewhere a `text` block may well show something else.
const diagrams = readdirSync('operators').flatMap((file) => diagramsIn(`operators/${file}`));

describe('a marble diagram', () => {
  it.each(diagrams)('of $file is read and drawn', ({ text }) => {
    const diagram = readDiagram(text);
    expect(diagram).toBeDefined();
    expect(draw(diagram!)).toMatch(/^<svg [^>]*role="img" aria-label="Marble diagram\. [^"]+"/);
  });

  it.each(['in  s-a-(be)-m|', 'in  -a 99ms b 49ms (c|)', 'in  a-#', 'in      --x--(sA#)', 'in  ────s─a─|'])(
    'is read as the marble tests of RxJS read it: %s',
    (line) => {
      const [[row]] = readDiagram(line) as [[Row]];
      const marbles = line.slice(4).replaceAll('─', '-');
      const frames = new TestScheduler(() => undefined).run(() =>
        TestScheduler.parseMarbles(marbles, undefined, undefined, false, true),
      );
      const expected = frames.map(({ frame, notification }) => [
        frame,
        { N: 'value' in notification ? String(notification.value) : '', C: '|', E: '#' }[notification.kind],
      ]);
      const read = row.moments.flatMap(({ at, symbols }) => symbols.map((symbol) => [at, symbol]));
      expect(read).toStrictEqual(expected);
    },
  );

  it('is none where a name runs into the marbles, or where there are none', () => {
    expect(readDiagram('in  s-a|\nselectText()  --a|')).toBeUndefined();
    expect(readDiagram('client + input ─► source ─► verify')).toBeUndefined();
  });

  it('is text: what stands in it is no markup', () => {
    expect(draw(readDiagram('in  a|   a <b> & "c"')!)).toContain('a &lt;b> &amp; &quot;c&quot;');
  });
});

function diagramsIn(file: string): { file: string; text: string }[] {
  const blocks = readFileSync(file, 'utf8').matchAll(/^ \* ```text\n([\s\S]*?)^ \* ```$/gm);
  return [...blocks].map(([, body = '']) => ({ file, text: body.replaceAll(/^ \* ?/gm, '') }));
}
