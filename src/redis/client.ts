/** What `redisLog` needs of a client: the one of `redis` (node-redis) has it, and so has that of `ioredis`. */
export type RedisClient = NodeRedisClient | IoRedisClient;

/** A client of the package `redis`, connected. */
export interface NodeRedisClient {
  sendCommand(command: string[]): Promise<unknown>;
  multi(): unknown;
  duplicate(): unknown;
  connect(): Promise<unknown>;
  destroy(): void;
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

/** A client of the package `ioredis`. */
export interface IoRedisClient {
  call(command: string, ...values: string[]): Promise<unknown>;
  multi(): unknown;
  duplicate(): unknown;
  disconnect(): void;
  on(event: 'error', listener: (error: unknown) => void): unknown;
}
