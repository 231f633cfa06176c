import { createAdaptorServer } from '@hono/node-server';
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startLoopbackBedrock } from 'rx-bedrock/testing/loopback';
import { Audiences } from './audience.js';
import { aboutModel, type Model } from './model/bedrock.js';
import { scriptFor } from './model/scenarios.js';
import type { News } from './news.js';
import { buildPage, type Page } from './page.js';
import { whyNoRedis } from './redis.js';
import { routes } from './routes.js';
import { oneServer } from './servers/oneServer.js';
import type { Servers } from './servers/servers.js';
import { severalServers } from './servers/severalServers.js';

/** What the demo is started with. */
export interface DemoOptions {
  /** The model to ask on AWS. @default the loopback on this machine */
  modelId?: string | undefined;
  region?: string | undefined;
  /** How many processes serve generations. Two need a Redis. @default 1 */
  instances?: number | undefined;
  redisUrl: string;
  /** Where to listen on 127.0.0.1; 0 is any that is free. @default 0 */
  port?: number | undefined;
  /** How long the loopback takes for a token, in milliseconds. @default 28 */
  pace?: number | undefined;
  /** How many generations the log in memory keeps. @default that of memoryLog */
  maxGenerations?: number | undefined;
  /** The page, where it has been built already. */
  page?: Page | undefined;
}

/** The demo while it runs. */
export interface Demo extends AsyncDisposable {
  readonly url: string;
  /** What a user should know: what did not work out as asked. */
  readonly notices: readonly string[];
}

/** Starts everything: the model, the servers, the page, and the one port before them. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const page = options.page ?? (await buildPage());
  const { model, close: closeModel } = await findModel(options);
  const audiences = new Audiences();
  const { servers, notices } = await startServers(options, model, (news) => audiences.hear(news));
  const fetch = routes({ page, about: aboutModel(model), servers, audiences });
  const front = createAdaptorServer({ fetch }) as Server;
  const close = async () => {
    await closeServer(front);
    await servers.close();
    await closeModel();
  };
  try {
    await listen(front, options.port ?? 0);
  } catch (error) {
    await close();
    throw error;
  }
  const { port } = front.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, notices, [Symbol.asyncDispose]: close };
}

async function findModel(options: DemoOptions): Promise<{ model: Model; close: () => Promise<void> }> {
  const { modelId, region, pace = 28 } = options;
  if (modelId !== undefined) return { model: { modelId, region }, close: () => Promise.resolve() };
  // It is not in a process that can be killed: Bedrock is somewhere else, too.
  const bedrock = await startLoopbackBedrock({ script: scriptFor(pace) });
  return { model: { modelId: 'loopback', endpoint: bedrock.url }, close: () => bedrock.close() };
}

async function startServers(
  { instances = 1, redisUrl, maxGenerations }: DemoOptions,
  model: Model,
  tell: (news: News) => void,
): Promise<{ servers: Servers; notices: string[] }> {
  const assignment = { model, secret: randomBytes(32).toString('hex'), maxGenerations };
  if (instances === 1) return { servers: oneServer(assignment, tell), notices: [] };
  const reason = await whyNoRedis(redisUrl);
  if (reason === undefined) {
    const names = Array.from({ length: instances }, (_, index) => String.fromCodePoint(65 + index));
    return { servers: await severalServers(names, { ...assignment, redisUrl }, tell), notices: [] };
  }
  const notice =
    `${instances} servers share their generations through Redis, but there is none at ${redisUrl} (${reason}).\n` +
    'One server runs. For more: npm run redis:up, or pass --redis URL; then start again.';
  return { servers: oneServer(assignment, tell), notices: [notice] };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function closeServer(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
