import { readFileSync } from 'node:fs';
import { readDiagram, type Row } from '../docs/marbles/diagram.js';

/** The `text` blocks in the comments of a source: as they stand there, without their margin. */
export function textBlocksIn(file: string): string[] {
  const blocks = readFileSync(file, 'utf8').matchAll(/^ \* ```text\n([\s\S]*?)^ \* ```$/gm);
  return [...blocks].map(([, body = '']) => body.replaceAll(/^ \* ?/gm, ''));
}

/** The diagram of a source, as typedoc draws it: its groups of rows. */
export function diagramOf(file: string): Rows[] {
  const [text, ...others] = textBlocksIn(file);
  const diagram = text === undefined || others.length > 0 ? undefined : readDiagram(text);
  if (!diagram) throw new Error(`${file} has not one diagram: see docs/marbles/diagram.ts for what is one.`);
  return diagram.map((rows) => new Rows(rows));
}

/** The rows of one group, for a test that must ask for each of them. */
export class Rows {
  readonly #rows: Map<string, Row>;
  readonly #left: Set<string>;

  constructor(rows: readonly Row[]) {
    this.#rows = new Map(rows.map((row) => [row.name, row]));
    this.#left = new Set(this.#rows.keys());
    if (this.#rows.size < rows.length) throw new Error('Two rows of one group have the same name.');
  }

  /** @param values - what the symbols of the row stand for: all of them */
  take(name: string, values: object): Row {
    const row = this.#rows.get(name);
    if (!row) throw new Error(`No row is named ${name}: there are ${[...this.#rows.keys()].join(', ')}.`);
    const symbols = row.moments.flatMap((moment) => moment.symbols);
    const unknown = symbols.find((symbol) => !/[|#]/.test(symbol) && !(symbol in values));
    if (unknown !== undefined) throw new Error(`${name} draws ${unknown}, which has no value.`);
    this.#left.delete(name);
    return row;
  }

  expectAllTaken(): void {
    if (this.#left.size > 0) throw new Error(`Drawn, and not run: ${[...this.#left].join(', ')}.`);
  }
}
