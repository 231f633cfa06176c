/**
 * A log in Redis Streams, through a client of yours: `redis` or `ioredis`.
 *
 * @module rx-bedrock/redis
 */

export type { IoRedisClient, NodeRedisClient, RedisClient } from './client.js';
export type { RedisLogOptions } from './options.js';
export { redisLog } from './redisLog.js';
