import { type ClientName, clientNames, ownClientNames, whyNotClient } from '../clients/index.js';
import type { ReadCosts, ReadSetup, ReadTask } from '../jobs/read.js';
import { withTeam } from '../process/team.js';
import { inRounds } from '../rounds.js';
import type { Bench } from './section.js';

/** Somebody who reads answers, in a process of its own. */
export interface Reader {
  readonly client: ClientName;
  readonly subscribers: number;
}

type Work = Omit<ReadTask, 'subscribers'>;

/** What each reader costs, by round. */
export type CostsOf = ReadonlyMap<Reader, readonly ReadCosts[]>;

/** Measures the readers against each other. */
export type Compare = (work: Work, rounds: number, what: string) => Promise<CostsOf>;

const warmUp: Work = { plan: { pace: 'bulk', deltas: 2_000 }, streams: 8, atOnce: false };

/** The clients that a run is about. */
export function clientsIn({ scale }: Bench): readonly ClientName[] {
  return scale.peers ? clientNames : ownClientNames;
}

/** Those that can run here. */
export function runnable(names: readonly ClientName[]): readonly ClientName[] {
  return names.filter((name) => whyNotClient(name) === undefined);
}

/** Starts the readers, and warms them up: before everything else, and once for each work. */
export function withReaders<T>(
  { endpoint, progress }: Bench,
  readers: readonly Reader[],
  use: (compare: Compare) => Promise<T>,
): Promise<T> {
  const setup = ({ client }: Reader): ReadSetup => ({ client, endpoint });
  progress('starting and warming up');
  return withTeam<Reader, ReadTask, ReadCosts, T>('read', readers, setup, async (ask) => {
    const read = (work: Work) => (reader: Reader) => ask(reader, { ...work, subscribers: reader.subscribers });
    await inRounds(readers, 1, read(warmUp));
    return use(async (work, rounds, what) => {
      progress(what);
      await inRounds(readers, 1, read(work));
      return inRounds(readers, rounds, read(work));
    });
  });
}
