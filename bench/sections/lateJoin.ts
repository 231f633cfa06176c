import { clients } from '../clients/index.js';
import type { JoinCosts, SharingName } from '../jobs/joinLate.js';
import { withTeam } from '../process/team.js';
import { inRounds } from '../rounds.js';
import { spreadOf } from '../statistics.js';
import { figure, range } from './format.js';
import type { Section } from './section.js';

const names = ['plainRxjs', 'rxBedrock'] as const satisfies SharingName[];
const operators = {
  plainRxjs: '`share(ReplaySubject)`, `scan`',
  rxBedrock: '`multicastReplay`, `accumulateText`',
} satisfies Record<SharingName, string>;

const deltas = 50_000;

export const section: Section = {
  title: 'Late join',
  about:
    'Joining a generation at its 50,000th delta until the full text is there, in µs: for those who come late, and for the ' +
    'very first of them, who is also the first to read the text: the engine lays it out then, once.',

  async measure({ scale, progress }) {
    progress('joining');
    const samples = await withTeam<SharingName, number, JoinCosts, Map<SharingName, JoinCosts[]>>(
      'joinLate',
      names,
      (name) => name,
      async (ask) => {
        const joinOne = (name: SharingName) => ask(name, deltas);
        await inRounds(names, 3, joinOne);
        return inRounds(names, scale.generations, joinOne);
      },
    );
    const spread = (name: SharingName, cost: keyof JoinCosts) =>
      spreadOf(samples.get(name)!.map((costs) => costs[cost]));
    const [plain, ours] = [spread('plainRxjs', 'further').median, spread('rxBedrock', 'further').median];
    const costs = ['further', 'first', 'firstRead'] as const;
    return {
      table: {
        columns: ['operators', 'to the full text', 'the very first', 'the first reading'],
        rows: names.map((name) => [operators[name], ...costs.map((cost) => range(spread(name, cost)))]),
      },
      measured: { lateJoin: ours },
      headline: {
        columns: ['', clients.plainRxjs.label, clients.rxBedrock.label],
        rows: [['late join at 50,000 events', `${figure(plain)} µs`, `${figure(ours)} µs`]],
      },
    };
  },
};
