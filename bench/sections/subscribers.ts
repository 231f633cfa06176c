import { type ClientName, clients } from '../clients/index.js';
import { ratiosTo, type Spread } from '../statistics.js';
import { ratio, ratioRange } from './format.js';
import { type Reader, withReaders } from './readers.js';
import type { Section } from './section.js';

const sharing = ['plainRxjs', 'rxBedrock'] as const satisfies ClientName[];

const base: Reader = { client: 'sdk', subscribers: 1 };

export const section: Section = {
  title: 'Subscribers',
  about:
    "CPU per delta of one generation with many subscribers, each joining the text for itself, as a ratio to the SDK's " +
    '`for await` with its one reader in the same round.',

  async measure(bench) {
    const { counts, bulk2000, bulk50000 } = bench.scale.subscribers;
    const readers = sharing.flatMap((client) => counts.map((subscribers) => ({ client, subscribers })));
    const hundreds = readers.filter(({ subscribers }) => subscribers === 100);
    const { short, long } = await withReaders(bench, [base, ...readers], async (compare) => {
      const few = { name: 'bulk 2,000', plan: { pace: 'bulk', deltas: 2_000 }, atOnce: false } as const;
      const many = { name: 'bulk 50,000', plan: { pace: 'bulk', deltas: 50_000 }, atOnce: false } as const;
      return {
        short: toRatios(await compare({ ...few, ...bulk2000 })),
        long: toRatios(await compare({ ...many, ...bulk50000 }, [base, ...hundreds])),
      };
    });
    const hundred = (client: ClientName) => long.get(hundreds.find((reader) => reader.client === client)!)!;
    const rows = sharing.map((client) => {
      const own = readers.filter((reader) => reader.client === client);
      const cells = [...own.map((reader) => short.get(reader)!), hundred(client)];
      return [clients[client].label, ...cells.map(ratioRange)];
    });
    const headline = sharing.map((client) => ratio(hundred(client).median));
    return {
      table: { columns: ['subscribers', ...counts.map(named), '100, bulk 50,000'], rows },
      measured: { hundred: hundred('rxBedrock').median },
      headline: {
        columns: ['', ...sharing.map((client) => clients[client].label)],
        rows: [['CPU with 100 subscribers, bulk 50,000', ...headline]],
      },
    };
  },
};

function named(count: number): string {
  return `${count.toLocaleString('en')}, bulk 2,000`;
}

function toRatios(
  costs: ReadonlyMap<Reader, readonly { cpuPerDelta: number }[]>,
): ReadonlyMap<Reader, Spread> {
  const cpu = (reader: Reader) => costs.get(reader)!.map(({ cpuPerDelta }) => cpuPerDelta);
  return new Map([...costs.keys()].map((reader) => [reader, ratiosTo(cpu(base), cpu(reader))]));
}
