import { type ClientName, clients } from '../clients/index.js';
import { readShared } from '../clients/readShared.js';
import type { Reading } from '../clients/client.js';
import { answerTasks } from '../process/answerTasks.js';
import { median } from '../statistics.js';
import { deltaText, modelIdOf, type StreamPlan } from '../wire/plan.js';
import type { Endpoint } from '../wire/endpoint.js';

/** The client that a process is made for. */
export interface ReadSetup {
  readonly client: ClientName;
  readonly endpoint: Endpoint;
}

/** Answers to read. */
export interface ReadTask {
  readonly plan: StreamPlan;
  readonly streams: number;
  /** Whether they come all at once or one after the other. */
  readonly atOnce: boolean;
  /** How many read each of them; only where the client can share. */
  readonly subscribers: number;
}

export interface ReadCosts {
  /** Processor time of the whole process, user and system, in microseconds. */
  readonly cpuPerDelta: number;
  /** Median over the streams, from the call, in milliseconds. */
  readonly firstDelta: number;
}

answerTasks(async ({ client, endpoint }: ReadSetup) => {
  const { open } = await clients[client].load();
  const opened = await open(endpoint);

  async function readOne({ plan, subscribers }: ReadTask): Promise<number> {
    const modelId = modelIdOf(plan);
    const start = performance.now();
    const reading = await (typeof opened === 'function'
      ? opened(modelId)
      : readShared(opened, modelId, subscribers));
    checkWhole(reading, plan);
    return reading.firstDeltaAt - start;
  }

  return async (task: ReadTask): Promise<ReadCosts> => {
    // No collection is forced before it: that shrinks the young generation, and what follows costs several times more.
    const before = process.cpuUsage();
    const times: number[] = [];
    if (task.atOnce)
      times.push(...(await Promise.all(Array.from({ length: task.streams }, () => readOne(task)))));
    else for (let stream = 0; stream < task.streams; stream++) times.push(await readOne(task));
    const { user, system } = process.cpuUsage(before);
    const cpuPerDelta = (user + system) / (task.streams * task.plan.deltas);
    return { cpuPerDelta, firstDelta: median(times) };
  };
});

function checkWhole({ characters }: Reading, { deltas }: StreamPlan): void {
  const expected = deltas * deltaText.length;
  if (characters === expected) return;
  throw new Error(`The text has ${characters} characters, but it must have ${expected}.`);
}
