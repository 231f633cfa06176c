import { memoryLog } from 'rx-bedrock/delivery';
import { serveGenerations } from '../generations.js';
import { clientFor } from '../model/bedrock.js';
import { type News, tellingLog } from '../news.js';
import type { Servers } from './servers.js';
import type { Assignment } from './assignment.js';

/** Everything in this process, and the log in its memory. */
export function oneServer(
  { model, secret, maxGenerations }: Assignment,
  tell: (news: News) => void,
): Servers {
  const client = clientFor(model, (generation) => tell({ generation, what: 'asked' }));
  const log = tellingLog(memoryLog(maxGenerations === undefined ? {} : { maxGenerations }), tell);
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
