import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';

/** A Redis of one's own, on loopback, which keeps nothing on disk. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Stops the process as if its machine had been unplugged. */
  kill(): Promise<void>;
  /** Stops it without an end of its connections, and lets it go on. */
  freeze(): void;
  thaw(): void;
}

/** What to do where there is none. */
export const howToGetRedis =
  'needs a Redis: `npm run redis:up` brings one, and so does `apt-get install redis-server`; or set REDIS_URL';

/** Starts a server. @returns nothing where `redis-server` is not installed */
export async function startRedis(
  options: readonly string[] = [],
  port = 0,
): Promise<RedisServer | undefined> {
  const free = port || (await freePort());
  const child = spawn(
    'redis-server',
    [
      '--port',
      String(free),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      tmpdir(),
      ...options,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const isUp = new Promise<boolean>((resolve) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-10_000);
      if (output.includes('Ready to accept connections')) resolve(true);
    });
    child.once('error', () => resolve(false));
    child.once('exit', () => resolve(false));
  });
  if (!(await isUp)) return undefined;
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    port: free,
    url: `redis://127.0.0.1:${free}`,
    kill,
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    [Symbol.asyncDispose]: kill,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
