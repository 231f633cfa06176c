import { type ClientName, clientNames, quickClientNames, whyNotClient } from '../clients/index.js';
import type { ReadCosts, ReadSetup, ReadTask } from '../jobs/read.js';
import { withTeam } from '../process/team.js';
import { inRounds } from '../rounds.js';
import type { Bench } from './section.js';

/** Somebody who reads answers, in a process of its own. */
export interface Reader {
  readonly client: ClientName;
  readonly subscribers: number;
}

/** What the readers are to read, and how often. */
export interface Work extends Omit<ReadTask, 'subscribers'> {
  readonly name: string;
  readonly rounds: number;
}

/** What each reader costs, by round. */
export type CostsOf = ReadonlyMap<Reader, readonly ReadCosts[]>;

/** Measures readers against each other. */
export type Compare = (work: Work, readers?: readonly Reader[]) => Promise<CostsOf>;

/** The clients that a run is about. */
export function clientsIn({ scale }: Bench): readonly ClientName[] {
  return scale.peers ? clientNames : quickClientNames;
}

/** Those that can run here. */
export function runnable(names: readonly ClientName[]): readonly ClientName[] {
  return names.filter((name) => whyNotClient(name) === undefined);
}

/** Starts the readers, and warms them up: before everything else, and once for each work of several rounds. */
export function withReaders<T>(
  { endpoint, progress }: Bench,
  everybody: readonly Reader[],
  use: (compare: Compare) => Promise<T>,
): Promise<T> {
  const setup = ({ client }: Reader): ReadSetup => ({ client, endpoint });
  progress('starting and warming up');
  return withTeam<Reader, ReadTask, ReadCosts, T>('read', everybody, setup, async (ask) => {
    await inRounds(everybody, 1, (reader) => ask(reader, warmUpOf(reader)));
    return use(async ({ name, rounds, ...work }, readers = everybody) => {
      progress(name);
      const read = (reader: Reader) => ask(reader, { ...work, subscribers: reader.subscribers });
      if (rounds > 1) await inRounds(readers, 1, read);
      return inRounds(readers, rounds, read);
    });
  });
}

/** Many subscribers get hot the sooner. */
function warmUpOf({ subscribers }: Reader): ReadTask {
  const streams = subscribers > 10 ? 1 : 6;
  return { plan: { pace: 'bulk', deltas: 2_000 }, streams, atOnce: false, subscribers };
}
