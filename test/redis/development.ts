import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the server for development listens: where every client looks first. */
export const port = '6379';
export const pidFile: string = join(tmpdir(), 'rx-bedrock-redis.pid');
