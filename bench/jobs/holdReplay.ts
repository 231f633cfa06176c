import { lastValueFrom, type Observable } from 'rxjs';
import type { ConverseEvent } from 'rx-bedrock';
import { clients } from '../clients/index.js';
import { memoryInUse } from '../memoryInUse.js';
import { answerTasks } from '../process/answerTasks.js';
import { deltaText, modelIdOf } from '../wire/plan.js';
import type { ReadSetup } from './read.js';

/** The task is a number of deltas, the answer how many bytes a finished generation keeps for each. */
answerTasks(async ({ client, endpoint }: ReadSetup) => {
  const { open } = await clients[client].load();
  const opened = await open(endpoint);
  if (typeof opened === 'function') throw new Error(`The client ${client} keeps nothing.`);

  const generate = async (deltas: number): Promise<Observable<ConverseEvent>> => {
    const generation = opened.share(modelIdOf({ pace: 'bulk', deltas }));
    await lastValueFrom(generation);
    return generation;
  };

  await generate(2_000);
  return async (deltas: number): Promise<number> => {
    const before = await memoryInUse();
    const generation = await generate(deltas);
    const bytes = (await memoryInUse()) - before;
    // Joining late proves that everything was kept, and keeps it until here.
    const text = await lastValueFrom(generation.pipe(opened.accumulate()));
    if (text.length !== deltas * deltaText.length) throw new Error('The replay has lost something.');
    return bytes / deltas;
  };
});
