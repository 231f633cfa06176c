import { setTimeout } from 'node:timers/promises';

/** In bytes, once connections are closed and garbage is collected. */
export async function memoryInUse(): Promise<number> {
  await setTimeout(100);
  if (!globalThis.gc) throw new Error('Memory cannot be measured without --expose-gc.');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
