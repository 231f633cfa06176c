import { type ClientName, clients, whyNotClient } from '../clients/index.js';
import type { Measured } from '../goals.js';
import { ratiosTo, spreadOf, type Spread } from '../statistics.js';
import { figure, namedRow, ratio, ratioRange } from './format.js';
import { clientsIn, type CostsOf, runnable, withReaders } from './readers.js';
import type { Bench, Section } from './section.js';

/** The ratio of every client, in every mode. */
interface Mode {
  readonly name: string;
  /** What the SDK's loop costs, in microseconds per delta. */
  readonly base: Spread;
  readonly ratios: ReadonlyMap<ClientName, Spread>;
}

export const section: Section = {
  title: 'Clients',
  about:
    "CPU of the client's process per delta, as a ratio to the SDK's `for await` in the same round (that one also in " +
    'µs); one subscriber, who joins the text. Bulk: as fast as it can be sent. Framed: 2,000 deltas, each in a chunk ' +
    'of its own. Paced: 25 streams at once, 100 events/s each.',

  async measure(bench) {
    const all = clientsIn(bench);
    const modes = await measureModes(bench, runnable(all));
    const row = (name: ClientName, cell: (mode: Mode) => string) => {
      const whyNot = whyNotClient(name);
      return namedRow(clients[name].label, whyNot, whyNot === undefined ? modes.map(cell) : []);
    };
    const columns = ['client', ...modes.map(({ name }) => name)];
    return {
      table: { columns, rows: all.map((name) => row(name, (mode) => longCell(mode, name))) },
      headline: { columns, rows: runnable(all).map((name) => row(name, (mode) => shortCell(mode, name))) },
      measured: measuredIn(modes),
    };
  },
};

async function measureModes(bench: Bench, names: readonly ClientName[]): Promise<Mode[]> {
  const { bulk2000, bulk50000, framed, paced } = bench.scale;
  const readers = names.map((client) => ({ client, subscribers: 1 }));
  const modes = [
    { name: 'bulk 2,000', pace: 'bulk', deltas: 2_000, ...bulk2000 },
    { name: 'bulk 50,000', pace: 'bulk', deltas: 50_000, ...bulk50000 },
    { name: 'framed', pace: 'framed', deltas: 2_000, ...framed },
    { name: 'paced', pace: 'paced', ...paced },
  ] as const;
  return withReaders(bench, readers, async (compare) => {
    const results: Mode[] = [];
    for (const { pace, deltas, ...mode } of modes) {
      const costs = await compare({ ...mode, plan: { pace, deltas }, atOnce: pace === 'paced' });
      results.push(toMode(mode.name, costs));
    }
    return results;
  });
}

function toMode(name: string, costs: CostsOf): Mode {
  const cpu = new Map([...costs].map(([{ client }, all]) => [client, all.map((cost) => cost.cpuPerDelta)]));
  const base = cpu.get('sdk')!;
  return {
    name,
    base: spreadOf(base),
    ratios: new Map([...cpu].map(([client, samples]) => [client, ratiosTo(base, samples)])),
  };
}

function longCell({ base, ratios }: Mode, name: ClientName): string {
  if (name === 'sdk') return `1.00 · ${figure(base.median)} µs (${figure(base.min)}–${figure(base.max)})`;
  return ratioRange(ratios.get(name)!);
}

function shortCell({ ratios }: Mode, name: ClientName): string {
  return ratio(ratios.get(name)!.median);
}

function measuredIn([bulk2000, bulk50000, , paced]: readonly Mode[]): Measured {
  const ours = (mode: Mode | undefined) => mode!.ratios.get('rxBedrock')!.median;
  return { bulk2000: ours(bulk2000), bulk50000: ours(bulk50000), paced: ours(paced) };
}
