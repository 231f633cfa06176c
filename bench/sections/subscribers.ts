import { type ClientName, clients } from '../clients/index.js';
import { ratiosTo, type Spread } from '../statistics.js';
import { ratio, ratioRange } from './format.js';
import { type Reader, withReaders } from './readers.js';
import type { Section } from './section.js';

const counts = [1, 10, 100, 1_000] as const;
const sharing = ['plainRxjs', 'rxBedrock'] as const satisfies ClientName[];

const base: Reader = { client: 'sdk', subscribers: 1 };
const readers = sharing.flatMap((client) => counts.map((subscribers) => ({ client, subscribers })));
const hundreds = readers.filter(({ subscribers }) => subscribers === 100);

export const section: Section = {
  title: 'Subscribers',
  about:
    "CPU per delta of one generation with many subscribers, each joining the text for itself, as a ratio to the SDK's " +
    '`for await` with its one reader in the same round.',

  async measure(bench) {
    const { rounds, streams } = bench.scale.subscribers;
    const short = await withReaders(bench, [base, ...readers], (compare) => {
      const plan = { pace: 'bulk', deltas: 2_000 } as const;
      return compare({ plan, streams, atOnce: false }, rounds, 'bulk 2,000').then(toRatios);
    });
    const long = await withReaders(bench, [base, ...hundreds], (compare) => {
      const plan = { pace: 'bulk', deltas: 50_000 } as const;
      return compare({ plan, streams: 1, atOnce: false }, Math.min(rounds, 5), 'bulk 50,000').then(toRatios);
    });
    const columns = ['subscribers', ...counts.map(named), '100, bulk 50,000'];
    const rows = sharing.map((client) => {
      const own = (reader: Reader) => reader.client === client;
      const cells = [...readers.filter(own).map((reader) => short.get(reader)!), long.get(hundreds.find(own)!)!];
      return [clients[client].label, ...cells.map(ratioRange)];
    });
    const hundred = (client: ClientName) => long.get(hundreds.find((reader) => reader.client === client)!)!;
    return {
      table: { columns, rows },
      measured: { hundred: hundred('rxBedrock').median },
      headline: {
        columns: ['', ...sharing.map((client) => clients[client].label)],
        rows: [
          [
            'CPU with 100 subscribers, bulk 50,000',
            ...sharing.map((client) => ratio(hundred(client).median)),
          ],
        ],
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
