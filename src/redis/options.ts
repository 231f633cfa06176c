import { checkMilliseconds, checkOptions, complaint } from '../check.js';
import { checkCaps } from '../delivery/checkCaps.js';
import type { RedisClient } from './client.js';

/** Where a log is kept in Redis, and how much of it. */
export interface RedisLogOptions {
  /**
   * The client, connected: of `redis` (6 or later) or of `ioredis` (5 or later). It stays yours: close it yourself.
   * Reading duplicates it, for the one connection that waits.
   */
  client: RedisClient;
  /**
   * What all keys begin with: 1 to 64 letters, digits, `_`, `.`, `:` or `-`. In a cluster a part of it must stand in
   * braces, as in `'{rx-bedrock}'`: that keeps all of this log on one node, from where it is read with one command. To
   * use more nodes, have a log for each.
   * @default 'rx-bedrock'
   */
  prefix?: string | undefined;
  /**
   * How long to try, and to wait for an answer, before Redis is `unavailable`, in milliseconds.
   * @default 5_000
   */
  timeoutMs?: number | undefined;
  /**
   * How long one generation may grow, in characters of JSON; beyond that it ends with `budget`.
   * @default 16_777_216
   */
  maxLength?: number | undefined;
  /**
   * How many may read at the same time in this process; the next one gets `unavailable`.
   * @default 10_000
   */
  maxReaders?: number | undefined;
}

/** The options, whole. Throws if one of them cannot be meant. */
export function settingsFrom(options: RedisLogOptions): {
  [K in keyof RedisLogOptions]-?: NonNullable<RedisLogOptions[K]>;
} {
  checkOptions('The options of redisLog()', options, 'Pass { client }.');
  const { client, prefix = 'rx-bedrock', timeoutMs = 5_000 } = options;
  const { maxLength = 16_777_216, maxReaders = 10_000 } = options;
  checkPrefix(prefix);
  checkMilliseconds('options.timeoutMs', timeoutMs, 'Pass 5_000, say, or leave it out.', 1);
  checkCaps('options', { maxLength, maxReaders }, 'Leave it out, or pass 1_000.');
  return { client, prefix, timeoutMs, maxLength, maxReaders };
}

const isPrefix = /^(?=.)[\w.:-]*(?:\{[\w.:-]+\})?[\w.:-]*$/;

function checkPrefix(prefix: unknown): void {
  if (typeof prefix === 'string' && prefix.length <= 64 && isPrefix.test(prefix)) return;
  const rule = '1 to 64 letters, digits, "_", ".", ":" or "-", of which some may stand in braces';
  throw new TypeError(complaint('options.prefix', prefix, rule, "Leave it out for 'rx-bedrock'."));
}
