import { createClient } from 'redis';

export const defaultRedis = 'redis://127.0.0.1:6379';

/** @returns why this Redis cannot be used, or nothing where it can */
export async function whyNoRedis(url: string): Promise<string | undefined> {
  const client = createClient({ url, socket: { connectTimeout: 2_000, reconnectStrategy: false } });
  client.on('error', () => undefined); // it is what connect() rejects with, too
  try {
    await client.connect();
    await client.ping();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error);
  } finally {
    if (client.isOpen) client.destroy();
  }
}
