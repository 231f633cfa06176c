import { redisLog } from 'rx-bedrock/redis';
import { Redis } from 'ioredis';
import { describe, it } from 'vitest';
import { expectComplaint } from '../../complaints.js';

describe('redisLog refuses at once', () => {
  const client = new Redis({ lazyConnect: true });

  it.each<[string, object, ErrorConstructor, string, string]>([
    [
      'a time in which nothing is answered',
      { timeoutMs: 0 },
      RangeError,
      'a number of milliseconds from 1',
      '5_000',
    ],
    ['a time that is none', { timeoutMs: null }, TypeError, 'a number of milliseconds from 1', '5_000'],
    ['a length of nothing', { maxLength: 0 }, RangeError, 'a number above 0', 'Leave it out'],
    ['a prefix that is none', { prefix: 'a b' }, TypeError, '1 to 64 letters', 'Leave it out'],
    ['no client', { client: undefined }, TypeError, 'a Redis client', 'createClient().connect()'],
    ['another client', { client: { get: 1 } }, TypeError, 'a client with sendCommand() or call()', 'ioredis'],
  ])('%s', (_what, wrong, type, rule, fix) => {
    expectComplaint(() => redisLog({ client, ...wrong }), { type, value: 'is ', rule, fix });
  });
});
