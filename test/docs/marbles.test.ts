import { readdirSync, readFileSync } from 'node:fs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import * as operators from 'rx-bedrock/operators';
import { readDiagram, type Row } from '../../docs/marbles/diagram.js';
import { draw } from '../../docs/marbles/draw.js';
import { textBlocksIn } from '../diagrams.js';

const sources = ['operators', 'src'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file}`)
    .filter((file) => file.endsWith('.ts') && textBlocksIn(file).length > 0),
);
const tests = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(`test/${file}`, 'utf8'))
  .join('');

describe('a marble diagram', () => {
  it.each(sources)('of %s is drawn', (file) => {
    for (const text of textBlocksIn(file))
      expect(draw(readDiagram(text)!)).toMatch(/^<svg [^>]*role="img" aria-label="Marble diagram\. [^"]+"/);
  });

  it.each([...sources, ...Object.keys(operators).map((name) => `operators/${name}.ts`)])(
    'of %s is what a test runs',
    (file) => {
      expect(tests).toMatch(new RegExp(`\\bdrawn(InTurns)?\\('${file}',`));
    },
  );

  it.each(['in  s-a-(be)-m|', 'in  -a 99ms b 49ms (c|)', 'in  a-#', 'in      --x--(sA#)'])(
    'is read as the marble tests of RxJS read it: %s',
    (line) => {
      const [[row]] = readDiagram(line) as [[Row]];
      const frames = new TestScheduler(() => undefined).run(() =>
        TestScheduler.parseMarbles(line.slice(4), undefined, undefined, false, true),
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

  it('has words beside the name of a row where they find room, and else below it, all of them', () => {
    const wordsIn = (legend: string) =>
      Array.from(draw(readDiagram(`in  a|   ${legend}`)!).matchAll(/<tspan class="legend" ([^>]*)>([^<]*)/g));
    expect(wordsIn('a text delta')).toMatchObject([
      { 1: expect.stringContaining('dx=') as string, 2: 'a text delta' },
    ]);
    const long = 'a text delta that has much to say for itself '.repeat(3).trim();
    const lines = wordsIn(long);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.map(([, , line]) => line).join(' ')).toBe(long);
  });

  it('is text: what stands in it is no markup', () => {
    expect(draw(readDiagram('in  a|   a <b> & "c"')!)).toContain('a &lt;b> &amp; &quot;c&quot;');
  });
});
