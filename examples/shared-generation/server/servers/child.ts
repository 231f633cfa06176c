// One of several processes that serve the same generations. Told by its parent what to do, it reports its port.
import { serve } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import { redisLog } from 'rx-bedrock/redis';
import { createClient } from 'redis';
import { serveGenerations } from '../generations.js';
import { clientFor } from '../model/bedrock.js';
import { tellingLog } from '../news.js';
import type { Report, SharedAssignment } from './assignment.js';

const report = (message: Report) => process.send?.(message);

process.once('message', (assignment: SharedAssignment) => void work(assignment));
// Who started this process is gone: so is its port.
process.once('disconnect', () => process.exit());
// Ctrl-C reaches every process of a terminal; the parent closes this one when it is done.
process.on('SIGINT', () => undefined);

async function work({ model, secret, redisUrl }: SharedAssignment): Promise<void> {
  const redis = createClient({ url: redisUrl });
  redis.on('error', (error: Error) => {
    console.error(`Redis: ${error.message}`);
  });
  await redis.connect();
  const client = clientFor(model, (generation) => report({ generation, what: 'asked' }));
  const log = tellingLog(redisLog({ client: redis }), report);
  const fetch = serveGenerations({ client, modelId: model.modelId, log, secret });
  const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, () => {
    report({ port: (server.address() as AddressInfo).port });
  });
}
