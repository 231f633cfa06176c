import {
  type LoopbackBedrock,
  type LoopbackProtocol,
  startLoopbackBedrock,
} from 'rx-bedrock/testing/loopback';
import { answerTasks } from '../process/answerTasks.js';
import { misbehaviourOf } from '../chaos/generation.js';
import type { Endpoint } from '../wire/endpoint.js';

/** What the server knows of its clients. */
export interface Standing extends Endpoint {
  readonly requests: number;
  /** Exchanges that nobody has ended yet. */
  readonly exchanges: number;
  readonly connections: number;
}

/** Goes wrong in its own way for each attempt at each model. */
function start(protocol: LoopbackProtocol): Promise<LoopbackBedrock> {
  const attempts = new Map<string, number>();
  return startLoopbackBedrock({
    protocol,
    script: ({ input: { modelId = '' } }) => {
      const attempt = (attempts.get(modelId) ?? 0) + 1;
      attempts.set(modelId, attempt);
      return misbehaviourOf(modelId, attempt).steps;
    },
  });
}

/** The task is to say how it stands. */
answerTasks(async () => {
  const [h2, http1] = await Promise.all([start('h2'), start('http/1.1')]);
  const requests = () => [...h2.requests, ...http1.requests];
  return (): Promise<Standing> =>
    Promise.resolve({
      h2: h2.url,
      http1: http1.url,
      requests: requests().length,
      exchanges: requests().filter(({ isOpen }) => isOpen).length,
      connections: h2.connectionCount + http1.connectionCount,
    });
});
