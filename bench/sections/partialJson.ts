import type { Measured } from '../goals.js';
import type { ParseSetup, ParseTask } from '../jobs/parse.js';
import {
  type DocumentShape,
  type DocumentSize,
  documentShapes,
  timesTheSmallest,
} from '../json/documents.js';
import { isPeer, type ParserName, parserNames, parsers, whyNotParser } from '../json/index.js';
import { type Ask, withTeam } from '../process/team.js';
import { inRounds } from '../rounds.js';
import { median } from '../statistics.js';
import { figure, namedRow } from './format.js';
import type { Bench, Section } from './section.js';

/** Who parses from the start again at every delta is not waited for longer than this, in milliseconds. */
const limit = 20_000;

/** The median of every parser, in milliseconds, by document. */
type Times = ReadonlyMap<string, ReadonlyMap<ParserName, number>>;

type AskToParse = Ask<ParserName, ParseTask, number>;

export const section: Section = {
  title: 'Partial JSON',
  about:
    "A tool call's input in deltas of 10 characters: CPU for the whole document, in ms and, in brackets, as a ratio " +
    'to one `JSON.parse` of the whole. What would take more than 20 s, as 10 KB foretell, is not measured (–).',

  async measure(bench) {
    const names = parserNames.filter((name) => bench.scale.peers || !isPeer(name));
    const present = names.filter((name) => whyNotParser(name) === undefined);
    const setup = (parser: ParserName): ParseSetup => ({ parser });
    const times = await withTeam<ParserName, ParseTask, number, Times>('parse', present, setup, (ask) =>
      measureAll(bench, present, ask),
    );
    const columns = documentShapes.flatMap((shape) =>
      bench.scale.json.sizes.map((size) => keyOf(shape, size)),
    );
    const row = (name: ParserName) => {
      const cells = columns.map((column) => cell(times.get(column)!, name));
      return namedRow(parsers[name].label, whyNotParser(name), cells);
    };
    return {
      table: { columns: ['', ...columns], rows: names.map(row) },
      measured: measuredIn(times),
    };
  },
};

async function measureAll({ scale, progress }: Bench, names: ParserName[], ask: AskToParse): Promise<Times> {
  const times = new Map<string, ReadonlyMap<ParserName, number>>();
  for (const shape of documentShapes) {
    for (const size of scale.json.sizes) {
      const smallest = times.get(keyOf(shape, '10 KB'));
      const contestants = names.filter((name) => foretold(name, size, smallest?.get(name)) <= limit);
      progress(keyOf(shape, size));
      const parse = (name: ParserName) => ask(name, { shape, size, patience: scale.json.patience });
      const samples = await inRounds(contestants, 1, parse);
      // What takes seconds is not noisy.
      const noisy = contestants.filter((name) => samples.get(name)![0]! < 1_000);
      for (const [name, more] of await inRounds(noisy, scale.json.rounds - 1, parse)) {
        samples.get(name)!.push(...more);
      }
      times.set(keyOf(shape, size), new Map([...samples].map(([name, all]) => [name, median(all)])));
    }
  }
  return times;
}

/** Parsing from the start at every delta takes a hundred times as long for a text that is ten times as long. */
function foretold(name: ParserName, size: DocumentSize, smallest = 0): number {
  return isPeer(name) ? smallest * timesTheSmallest(size) ** 2 : 0;
}

function keyOf(shape: DocumentShape, size: DocumentSize): string {
  return `${shape}, ${size}`;
}

function cell(times: ReadonlyMap<ParserName, number>, name: ParserName): string {
  const time = times.get(name);
  if (time === undefined) return '–';
  return name === 'whole' ? figure(time) : `${figure(time)} (${figure(time / times.get('whole')!)})`;
}

function measuredIn(times: Times): Measured {
  const time = (shape: DocumentShape, size: DocumentSize, name: ParserName) =>
    times.get(keyOf(shape, size))?.get(name);
  const growth = (shape: DocumentShape) => {
    const [small, large] = [time(shape, '100 KB', 'settledOutcome'), time(shape, '1 MB', 'settledOutcome')];
    return small && large && large / small;
  };
  const figures = {
    jsonEndString: time('one long string', '100 KB', 'settledOutcome'),
    jsonEndRecords: time('an array of records', '100 KB', 'settledOutcome'),
    jsonLinearString: growth('one long string'),
    jsonLinearRecords: growth('an array of records'),
    jsonEachString: time('one long string', '100 KB', 'everyToolUse'),
    jsonEachRecords: time('an array of records', '100 KB', 'everyToolUse'),
  };
  return Object.fromEntries(Object.entries(figures).filter(([, figure]) => figure !== undefined));
}
