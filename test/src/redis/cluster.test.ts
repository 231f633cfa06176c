import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from 'ioredis';
import { createClient, createCluster } from 'redis';
import { type RedisClient, redisLog } from 'rx-bedrock/redis';
import { behavesLikeAGenerationLog } from 'rx-bedrock/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectComplaint } from '../../complaints.js';
import { howToGetRedis, type RedisServer, startRedis } from '../../redis/server.js';

// One node that has all slots refuses what no cluster would do: a command with keys of two slots.
let server: RedisServer | undefined;
let node: ReturnType<typeof createClient> | undefined;
const clusters: Cluster[] = [];
const config = `nodes-${crypto.randomUUID()}.conf`;

beforeAll(async () => {
  server = await startRedis([
    '--cluster-enabled',
    'yes',
    '--cluster-config-file',
    config,
    '--cluster-announce-ip',
    '127.0.0.1',
  ]);
  if (!server) return;
  node = createClient({ url: server.url });
  await node.connect();
  await node.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', '0', '16383']);
  while (!(await node.sendCommand<string>(['CLUSTER', 'INFO'])).includes('cluster_state:ok'));
});
afterAll(async () => {
  for (const cluster of clusters) cluster.disconnect();
  node?.destroy();
  await server?.kill();
  rmSync(join(tmpdir(), config), { force: true });
});

describe('redisLog in a cluster, with a prefix in braces', () => {
  const connect: Record<string, () => RedisClient> = {
    'a Cluster of ioredis': () => {
      const cluster = new Cluster([server!.url]);
      cluster.on('error', () => undefined);
      clusters.push(cluster);
      return cluster;
    },
    'a client of redis, to the node': () => node!,
  };
  for (const [name, client] of Object.entries(connect)) {
    describe(`with ${name}`, () => {
      const makeLog = () => redisLog({ client: client(), prefix: 'my-{log}' });
      const withServer = (title: string, test: () => Promise<void>) => {
        it(title, async ({ skip }) => {
          if (!server) skip(howToGetRedis);
          await test();
        });
      };
      behavesLikeAGenerationLog(makeLog, { it: withServer, expect, another: makeLog });
    });
  }
});

it('without braces a reader gets an error that says why, and does not hang', async ({ skip }) => {
  if (!server) skip(howToGetRedis);
  const log = redisLog({ client: node!, timeoutMs: 300 });
  const id = crypto.randomUUID();
  await log.open(id, { ttlMs: 60_000, leaseMs: 30_000 });
  const error = await new Promise<unknown>((resolve) => {
    log.tail(id).subscribe({ error: resolve });
  });
  expect(error).toMatchObject({ code: 'unavailable', retryable: false });
  expect(String(error)).toMatch(/same slot/);
  expect(String(error)).toContain("prefix: '{rx-bedrock}'");
});

it('the cluster client of redis is refused at the call', () => {
  const cluster = createCluster({ rootNodes: [{ url: 'redis://127.0.0.1:1' }] }) as unknown as RedisClient;
  expectComplaint(() => redisLog({ client: cluster }), {
    type: TypeError,
    value: 'options.client is an object',
    rule: 'a client with sendCommand() or call()',
    fix: "In a cluster, pass a Cluster of 'ioredis'.",
  });
});

it.each(['{}', '{a', 'a}', '{a}{b}', '{{a}}', 'a b', '', '{a b}', `{${'a'.repeat(63)}}`])(
  'a prefix that is %j is refused',
  (prefix) => {
    const client = createClient() as unknown as RedisClient;
    expect(() => redisLog({ client, prefix })).toThrow(/^options\.prefix is /);
  },
);
