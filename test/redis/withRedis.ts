import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { type RedisClient, redisLog, type RedisLogOptions } from 'rx-bedrock/redis';
import { describe, inject, onTestFinished } from 'vitest';
import { howToGetRedis, type RedisServer, startRedis } from './server.js';

/** A client that is connected, and how to let go of it. */
export interface OpenClient {
  readonly client: RedisClient;
  close(): void;
}

/** The clients that a log may be given. */
export const clients = {
  async redis(url: string): Promise<OpenClient> {
    const client = createClient({ url });
    client.on('error', () => undefined);
    await client.connect();
    return { client, close: () => client.isOpen && client.destroy() };
  },
  async ioredis(url: string): Promise<OpenClient> {
    const client = new Redis(url, { lazyConnect: true });
    client.on('error', () => undefined);
    await client.connect();
    return { client, close: () => client.disconnect() };
  },
} as const;

export type ClientName = keyof typeof clients;
export const clientNames = Object.keys(clients) as ClientName[];

/** Tests that run where there is a Redis, and say what they need where there is none. */
export function describeWithRedis(name: string, tests: (url: string) => void): void {
  const url = inject('redisUrl');
  describe.skipIf(url === undefined)(url === undefined ? `${name} (${howToGetRedis})` : name, () =>
    tests(url!),
  );
}

/** A log on a client of its own, as another instance has it; closed when the test is over. */
export async function logOn(url: string, options: Partial<RedisLogOptions> = {}, name: ClientName = 'redis') {
  const open = await clients[name](url);
  onTestFinished(() => open.close());
  return redisLog({ client: open.client, ...options });
}

/** A server for one test, which may be harmed; the test is skipped where none can be started. */
export async function ownRedis(skip: (note: string) => never, ...options: string[]): Promise<RedisServer> {
  const server = await startRedis(options);
  if (!server) skip(howToGetRedis);
  onTestFinished(() => server.kill());
  return server;
}
