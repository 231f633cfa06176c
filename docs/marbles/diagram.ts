/** One line of a diagram: what happens when, by one name. */
export interface Row {
  readonly name: string;
  /** What its symbols stand for, in words. */
  readonly legend: string;
  /** When somebody subscribes: in columns, as all times here. */
  readonly begin: number;
  /** What stands there, in the syntax of RxJS's own marble tests: the tests run it as it is. */
  readonly marbles: string;
  readonly moments: readonly Moment[];
  /** Where the line ends as it is written; whether anything ends there, the last moment says. */
  readonly end: number;
}

/** What happens at one time. `|` is the end, `#` an error, `[` and `]` enclose a span; all others are values. */
export interface Moment {
  readonly at: number;
  readonly symbols: readonly string[];
}

/**
 * Reads a diagram as it stands in the documentation: groups of rows, with an empty line between them. A row has a name,
 * its marbles, and perhaps words about them, with two spaces between. The first row says where time begins.
 *
 * @returns undefined where the text is no such diagram
 */
export function readDiagram(text: string): Row[][] | undefined {
  const groups = text.trimEnd().split(/\n\s*\n/);
  const read = groups.map((group) => readGroup(group.split('\n')));
  return read.every((group) => group !== undefined) ? read : undefined;
}

function readGroup(lines: string[]): Row[] | undefined {
  const zero = /^\S+(?: \S+)* {2,}(?=\S)/.exec(lines[0]!)?.[0].length;
  if (zero === undefined) return undefined;
  const rows = lines.map((line) => readRow(line, zero));
  return rows.every((row) => row !== undefined) ? rows : undefined;
}

function readRow(line: string, zero: number): Row | undefined {
  const name = line.slice(0, zero);
  const [, space = '', marbles, legend = ''] =
    /^( *)(\S+(?: \S+)*)(?: {2,}(.*))?$/.exec(line.slice(zero)) ?? [];
  // A name that runs into the marbles would draw them at another time than they are written.
  if (marbles === undefined || !name.endsWith(' ')) return undefined;
  const drawn = readMarbles(marbles, space.length);
  return drawn && { name: name.trim(), legend, begin: space.length, marbles, ...drawn };
}

function readMarbles(marbles: string, begin: number): Pick<Row, 'moments' | 'end'> | undefined {
  const moments: Moment[] = [];
  let now = begin;
  const tokens = marbles.match(/\(([^)]+)\)|\b\d+ms\b|./gu) ?? [];
  for (const token of tokens) {
    if (/^\d+ms$/.test(token)) now += Number.parseInt(token, 10);
    else if (token !== ' ') {
      if (token !== '-') moments.push({ at: now, symbols: Array.from(token.replaceAll(/[()]/g, '')) });
      now += token.length;
    }
  }
  const isMarble = /^[\w|#[\]]$/;
  if (!moments.every(({ symbols }) => symbols.every((symbol) => isMarble.test(symbol)))) return undefined;
  return { moments, end: now };
}
