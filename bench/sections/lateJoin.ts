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
    'Joining a generation at its 50,000th delta until the full text is there, in µs: for the first who comes late ' +
    '(until then nobody may have read the text as a whole), and for those who come after that.',

  async measure({ scale, progress }) {
    progress('joining');
    const samples = await withTeam<SharingName, number, JoinCosts, Map<SharingName, JoinCosts[]>>(
      'joinLate',
      names,
      (name) => name,
      async (ask) => {
        const join = (name: SharingName) => ask(name, deltas);
        await inRounds(names, 3, join);
        return inRounds(names, scale.generations, join);
      },
    );
    const first = (name: SharingName) => spreadOf(samples.get(name)!.map((costs) => costs.first));
    const further = (name: SharingName) => spreadOf(samples.get(name)!.map((costs) => costs.further));
    const [plain, ours] = [first('plainRxjs').median, first('rxBedrock').median];
    return {
      table: {
        columns: ['operators', 'the first', 'each further one'],
        rows: names.map((name) => [operators[name], range(first(name)), range(further(name))]),
      },
      measured: { lateJoin: ours },
      headline: {
        columns: ['', clients.plainRxjs.label, clients.rxBedrock.label],
        rows: [['late join at 50,000 events', `${figure(plain)} µs`, `${figure(ours)} µs`]],
      },
    };
  },
};
