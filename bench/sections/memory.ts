import { type ClientName, clients } from '../clients/index.js';
import type { ReadSetup } from '../jobs/read.js';
import { withTeam } from '../process/team.js';
import { inRounds } from '../rounds.js';
import { spreadOf } from '../statistics.js';
import { figure, range } from './format.js';
import type { Section } from './section.js';

const names = ['plainRxjs', 'rxBedrock', 'rxBedrockOverSdk'] as const satisfies ClientName[];
const deltas = 50_000;

export const section: Section = {
  title: 'Replay memory',
  about:
    'What a generation of 50,000 deltas of 13 characters keeps for those who come late: growth of the heap and of ' +
    'buffers, after garbage collection, in bytes per event.',

  async measure({ scale, endpoint, progress }) {
    progress('holding generations');
    const setup = (client: ClientName): ReadSetup => ({ client, endpoint });
    const samples = await withTeam<ClientName, number, number, Map<ClientName, number[]>>(
      'holdReplay',
      names,
      setup,
      (ask) => inRounds(names, scale.replays, (name) => ask(name, deltas)),
    );
    const bytes = (name: ClientName) => spreadOf(samples.get(name)!);
    const [plain, ours] = [bytes('plainRxjs').median, bytes('rxBedrock').median];
    return {
      table: {
        columns: ['client', 'B/event'],
        rows: names.map((name) => [clients[name].label, range(bytes(name))]),
      },
      measured: { memory: ours },
      headline: {
        columns: ['', clients.plainRxjs.label, clients.rxBedrock.label],
        rows: [['replay memory per event', `${figure(plain)} B`, `${figure(ours)} B`]],
      },
    };
  },
};
