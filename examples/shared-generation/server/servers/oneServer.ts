import { memoryLog } from 'rx-bedrock/delivery';
import { serveGenerations } from '../generations.js';
import { clientFor } from '../model/bedrock.js';
import type { Servers } from './servers.js';
import type { Assignment } from './assignment.js';

/** Everything in this process, and the log in its memory. */
export function oneServer(
  { model, secret, maxGenerations }: Assignment,
  onRequest: (generation: string) => void,
): Servers {
  const client = clientFor(model, onRequest);
  const log = memoryLog(maxGenerations === undefined ? {} : { maxGenerations });
  return {
    serve: serveGenerations({ client, modelId: model.modelId, log, secret }),
    states: () => [],
    kill: () => false,
    close: () => {
      client.destroy();
      return Promise.resolve();
    },
  };
}
