import { checkOptions, complaint } from '../check.js';
import type { IoRedisClient, NodeRedisClient, RedisClient } from './client.js';

/** A line to Redis, whichever client keeps it. */
export interface Connection {
  send(command: readonly string[]): Promise<unknown>;
  /** Sends commands as one transaction. @returns what each replied, or the error that it replied with */
  transact(commands: readonly (readonly string[])[]): Promise<unknown[]>;
  /** A line of its own, for a read that blocks; it is there when it is `ready`. */
  duplicate(): Connection;
  ready(): Promise<unknown>;
  close(): void;
}

/** Throws unless it is a client that redisLog knows. */
export function connectionOf(client: RedisClient): Connection {
  checkOptions(
    'options.client',
    client,
    'Pass await createClient().connect(), or new Redis().',
    'a Redis client',
  );
  // The cluster client of 'redis' has the same names, but wants to be told the key of each command.
  const isOfCluster = 'masters' in client && 'sendCommand' in client;
  if (!isOfCluster && 'sendCommand' in client && 'connect' in client && 'destroy' in client)
    return overNodeRedis(client);
  if ('call' in client) return overIoRedis(client);
  const fix = isOfCluster
    ? "In a cluster, pass a Cluster of 'ioredis'."
    : "Pass a client of 'redis' (6 or later) or 'ioredis' (5 or later).";
  throw new TypeError(complaint('options.client', client, 'a client with sendCommand() or call()', fix));
}

interface NodeRedisTransaction {
  addCommand(command: string[]): unknown;
  exec(): Promise<unknown[]>;
}

function overNodeRedis(client: NodeRedisClient): Connection {
  return {
    send: (command) => client.sendCommand([...command]),
    async transact(commands) {
      const transaction = client.multi() as NodeRedisTransaction;
      for (const command of commands) transaction.addCommand([...command]);
      try {
        return await transaction.exec();
      } catch (error) {
        // When one of them fails, this client rejects with all replies.
        if (Array.isArray((error as { replies?: unknown }).replies)) {
          return (error as { replies: unknown[] }).replies;
        }
        throw error;
      }
    },
    duplicate: () => overNodeRedis(quiet(client.duplicate() as NodeRedisClient)),
    ready: () => client.connect(),
    close() {
      try {
        client.destroy();
      } catch {
        // It throws where it is closed already.
      }
    },
  };
}

interface IoRedisTransaction {
  call(command: string, ...values: string[]): unknown;
  exec(): Promise<[Error | null, unknown][] | null>;
}

function overIoRedis(client: IoRedisClient): Connection {
  return {
    send: ([name = '', ...values]) => client.call(name, ...values),
    async transact(commands) {
      const transaction = client.multi() as IoRedisTransaction;
      for (const [name = '', ...values] of commands) transaction.call(name, ...values);
      const replies = await transaction.exec().catch((error: unknown) => {
        // It says that there was an error before, which is the one to know.
        const [first] = (error as { previousErrors?: Error[] }).previousErrors ?? [];
        throw first ?? (error as Error);
      });
      return (replies ?? []).map(([error, reply]) => error ?? reply);
    },
    duplicate: () => overIoRedis(quiet(client.duplicate() as IoRedisClient)),
    // It connects by itself, and keeps its commands until then.
    ready: () => Promise.resolve(),
    close: () => client.disconnect(),
  };
}

/** Keeps a client from ending the process: its commands fail as well, and that is where it is noticed. */
function quiet<C extends RedisClient>(client: C): C {
  client.on('error', () => undefined);
  return client;
}
