import { createClient } from 'redis';
import { engineNames, type EngineName, engines, whyNotEngine } from '../delivery/index.js';
import type { DeliverSetup, DeliverTask, Delivery } from '../jobs/deliver.js';
import { type Ask, withTeam } from '../process/team.js';
import { inRounds } from '../rounds.js';
import { median } from '../statistics.js';
import { figure, namedRow } from './format.js';
import type { Findings, Section } from './section.js';

/** One process that writes, and one that reads. */
interface Member {
  readonly engine: EngineName;
  readonly role: DeliverTask['role'];
}

const redisUrl = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';

export const section: Section = {
  title: 'Past one process',
  about:
    'From a process that writes to one with 1, 10 and 100 readers, through Redis: age of an event when a reader gets ' +
    'it, at 100 events/s, as p50 / p99 in ms; and events/s when they are written as fast as they can be, until the ' +
    'last reader has the last one. rx-bedrock gathers events for 15 ms (`batchMs`), which is where its milliseconds are ' +
    'from, and its events/s.',

  async measure({ scale, progress }) {
    if (!(await hasRedis())) return withoutRedis();
    const names = engineNames.filter((name) => whyNotEngine(name) === undefined);
    const members = names.flatMap((engine) => [
      { engine, role: 'write' as const },
      { engine, role: 'read' as const },
    ]);
    const setup = ({ engine }: Member): DeliverSetup => ({ engine, redisUrl });
    const cells = await withTeam<Member, DeliverTask, Delivery, Map<EngineName, string[]>>(
      'deliver',
      members,
      setup,
      async (ask) => {
        const all = new Map<EngineName, string[]>(names.map((name) => [name, []]));
        for (const pace of ['paced', 'bulk'] as const) {
          for (const readers of scale.delivery.readers) {
            progress(`${pace}, ${readers} readers`);
            const pieces = scale.delivery[pace];
            const deliver = (name: EngineName) => deliverOnce(ask, members, name, { pace, pieces, readers });
            const samples = await inRounds(names, scale.delivery.rounds, deliver);
            for (const name of names) all.get(name)!.push(cell(pace, samples.get(name)!, pieces));
          }
        }
        return all;
      },
    );
    const columns = scale.delivery.readers.map(String);
    return {
      table: {
        columns: [
          '',
          ...columns.map((count) => `ms, ${count}`),
          ...columns.map((count) => `events/s, ${count}`),
        ],
        rows: engineNames.map((name) =>
          namedRow(engines[name].label, whyNotEngine(name), cells.get(name) ?? []),
        ),
      },
    };
  },
};

async function deliverOnce(
  ask: Ask<Member, DeliverTask, Delivery>,
  members: readonly Member[],
  engine: EngineName,
  { pace, pieces, readers }: { pace: 'paced' | 'bulk'; pieces: number; readers: number },
): Promise<Delivery> {
  const id = crypto.randomUUID();
  const member = (role: Member['role']) =>
    members.find((each) => each.engine === engine && each.role === role)!;
  const [, delivery] = await Promise.all([
    ask(member('write'), { role: 'write', id, pieces, pace }),
    ask(member('read'), { role: 'read', id, readers }),
  ]);
  const { length } = delivery.ages;
  if (length !== pieces * readers)
    throw new Error(`${engine} delivered ${length} events of ${pieces * readers}.`);
  return delivery;
}

function cell(pace: 'paced' | 'bulk', deliveries: readonly Delivery[], pieces: number): string {
  if (pace === 'bulk')
    return figure(median(deliveries.map(({ began, ended }) => (pieces * 1_000) / (ended - began))));
  const ages = deliveries.flatMap((delivery) => delivery.ages).sort((a, b) => a - b);
  const at = (share: number) => figure(ages[Math.floor(ages.length * share)]!);
  return `${at(0.5)} / ${at(0.99)}`;
}

async function hasRedis(): Promise<boolean> {
  const client = createClient({ url: redisUrl, socket: { reconnectStrategy: false } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    client.destroy();
    return true;
  } catch {
    return false;
  }
}

function withoutRedis(): Findings {
  return {
    table: { columns: ['skipped: it needs a Redis. `npm run redis:up`, or set REDIS_URL'], rows: [] },
  };
}
