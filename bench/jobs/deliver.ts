import { setImmediate } from 'node:timers/promises';
import { type EngineName, engines } from '../delivery/index.js';
import { answerTasks } from '../process/answerTasks.js';

/** Which engine, over which Redis. */
export interface DeliverSetup {
  readonly engine: EngineName;
  readonly redisUrl: string;
}

/** To write pieces with the time in them, or to read them. */
export type DeliverTask =
  | { role: 'write'; id: string; pieces: number; pace: 'paced' | 'bulk' }
  | { role: 'read'; id: string; readers: number };

/** What readers have seen: how old each piece was, in milliseconds, and when the last one came. */
export interface Delivery {
  readonly ages: readonly number[];
  readonly began: number;
  readonly ended: number;
}

/** How long to wait until all readers are there, and between two pieces at a pace, in milliseconds. */
const headStart = 600;
const pause = 10;

answerTasks(async ({ engine: name, redisUrl }: DeliverSetup) => {
  const { open } = await engines[name].load();
  const engine = await open(redisUrl);
  return async (task: DeliverTask): Promise<Delivery> => {
    const began = now();
    if (task.role === 'write') {
      await engine.write(task.id, piecesOf(task));
      return { ages: [], began, ended: now() };
    }
    const ages: number[] = [];
    let first = Number.POSITIVE_INFINITY;
    const note = (text: string) => {
      const arrived = now();
      for (const [stamp] of text.matchAll(/\S+/g)) {
        ages.push(arrived - Number(stamp));
        first = Math.min(first, Number(stamp));
      }
    };
    await Promise.all(Array.from({ length: task.readers }, () => engine.read(task.id, note)));
    return { ages, began: first, ended: now() };
  };
});

async function* piecesOf({ pieces, pace }: Extract<DeliverTask, { role: 'write' }>) {
  await new Promise((resolve) => setTimeout(resolve, headStart));
  for (let piece = 0; piece < pieces; piece++) {
    if (pace === 'paced') await new Promise((resolve) => setTimeout(resolve, pause));
    // As from a socket: not all in one turn of the loop.
    else if (piece % 50 === 0) await setImmediate();
    yield `${now().toFixed(3)} `;
  }
}

/** The time that processes of one machine share, in milliseconds. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
