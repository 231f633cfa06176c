import { clients, whyNotClient } from '../clients/index.js';
import { ratiosTo, spreadOf } from '../statistics.js';
import { namedRow, range, ratioRange } from './format.js';
import { clientsIn, runnable, withReaders } from './readers.js';
import type { Section } from './section.js';

export const section: Section = {
  title: 'Time to first delta',
  about:
    'From the call to the first delta of an answer that is sent at once, one request after the other on a warm ' +
    "client: median of a round, in ms and as a ratio to the SDK's in the same round.",

  async measure(bench) {
    const { rounds, streams } = bench.scale.firstDelta;
    const names = clientsIn(bench);
    const readers = runnable(names).map((client) => ({ client, subscribers: 1 }));
    const costs = await withReaders(bench, readers, (compare) =>
      compare({ name: 'one by one', plan: { pace: 'paced', deltas: 1 }, streams, atOnce: false, rounds }),
    );
    const times = new Map(
      [...costs].map(([{ client }, all]) => [client, all.map((cost) => cost.firstDelta)]),
    );
    const base = times.get('sdk')!;
    const rows = names.map((name) => {
      const own = times.get(name);
      const cells = own ? [range(spreadOf(own)), ratioRange(ratiosTo(base, own))] : [];
      return namedRow(clients[name].label, whyNotClient(name), cells);
    });
    return {
      table: { columns: ['client', 'ms', 'ratio'], rows },
      measured: { firstDelta: ratiosTo(base, times.get('rxBedrock')!).median },
    };
  },
};
