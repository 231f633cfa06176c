import type { Lives, Remains } from '../jobs/endure.js';
import type { Standing } from '../jobs/misbehave.js';
import { sumOf } from '../chaos/tally.js';

/** What must hold, and what was found. */
export interface Invariant {
  readonly what: string;
  readonly found: string;
  readonly holds: boolean;
}

/** What was seen of a soak. */
export interface Observations {
  readonly count: number;
  readonly lives: Lives;
  /** Before the clients were gone. */
  readonly during: Standing;
  readonly after: Standing;
  readonly before: Remains;
  readonly remains: Remains;
}

/** How much more memory may be in use after it. */
const tolerance = 0.1;

export function invariantsOf({ count, lives, during, after, before, remains }: Observations): Invariant[] {
  const growth = remains.memory / before.memory - 1;
  const hung = lives.counts.filter(({ ending }) => ending === 'none');
  return [
    none(`outcomes missing of ${count}`, count - sumOf(lives.counts)),
    none('hangs', sumOf(hung)),
    none('outcomes that are wrong, or tell less than had arrived', lives.complaints.length),
    none('exchanges open at the server', during.exchanges),
    none('connections open at the server once the clients are gone', after.connections),
    none('timers and sockets left', remains.resources.length, remains.resources),
    none('listeners left on the signal', remains.listeners),
    none('unhandled rejections, uncaught exceptions, warnings', remains.incidents.length, remains.incidents),
    {
      what: `memory in use after it, at most ${percent(tolerance)} more than before`,
      found: `${megabytes(before.memory)} → ${megabytes(remains.memory)}: ${percent(growth)}`,
      holds: growth <= tolerance,
    },
  ];
}

function none(what: string, amount: number, names: readonly string[] = []): Invariant {
  return { what: `no ${what}`, found: [amount, ...new Set(names)].join(', '), holds: amount === 0 };
}

function percent(ratio: number): string {
  return `${(100 * ratio).toFixed(1)} %`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
