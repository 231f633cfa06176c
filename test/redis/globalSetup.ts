import type { TestProject } from 'vitest/node';
import { howToGetRedis, startRedis } from './server.js';

declare module 'vitest' {
  interface ProvidedContext {
    redisUrl: string | undefined;
  }
}

/** One server for all tests that only need some Redis: theirs, or one that ends with them. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { REDIS_URL } = process.env;
  const server = REDIS_URL ? undefined : await startRedis();
  const redisUrl = REDIS_URL ?? server?.url;
  if (redisUrl === undefined) console.warn(`Some tests are skipped. Each of them ${howToGetRedis}.`);
  project.provide('redisUrl', redisUrl);
  return async () => server?.kill();
}
