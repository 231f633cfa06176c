import { checkMilliseconds, checkNumber, checkOptions, complaint } from '../check.js';
import { producerLost } from '../delivery/end.js';
import type { GenerationLog } from '../delivery/log.js';
import { checkId, checkOpening } from '../delivery/opening.js';
import { reading } from '../delivery/reading.js';
import { GenerationError } from '../errors.js';
import type { Status } from '../message/snapshot.js';
import type { RedisClient } from './client.js';
import { connectionOf } from './connection.js';
import { endIn, entriesOf, opening as openingId, openingOf, seal } from './entries.js';
import { asked } from './failure.js';
import { type Keys, keysOf } from './keys.js';
import { Line } from './line.js';
import { Reader } from './reader.js';
import { openGeneration } from './redisProducer.js';
import { readSeal, sealGeneration } from './sealing.js';
import { SharedRead } from './sharedRead.js';

/** Where a log is kept in Redis, and how much of it. */
export interface RedisLogOptions {
  /**
   * The client, connected: of `redis` (6 or later) or of `ioredis` (5 or later). It stays yours: close it yourself.
   * Reading duplicates it, for the one connection that waits.
   */
  client: RedisClient;
  /**
   * What all keys begin with: 1 to 64 letters, digits, `_`, `.`, `:` or `-`.
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

/**
 * A log in Redis Streams, for readers in any process and on any instance. It needs Redis 7 or Valkey, no Lua, and one
 * connection more for as long as anybody reads.
 *
 * @example
 * ```ts
 * import { redisLog } from 'rx-bedrock/redis';
 * ```
 *
 * @param options - see {@link RedisLogOptions}
 * @throws TypeError, RangeError - at once, when an option cannot be meant
 * @see `publishGeneration` and `fromLog` of `rx-bedrock/delivery`, which write and read it
 */
export function redisLog(options: RedisLogOptions): GenerationLog {
  checkOptions('The options of redisLog()', options, 'Pass { client }.');
  const { client, prefix = 'rx-bedrock', timeoutMs = 5_000 } = options;
  const { maxLength = 16_777_216, maxReaders = 10_000 } = options;
  checkPrefix(prefix);
  checkMilliseconds('options.timeoutMs', timeoutMs, 'Pass 5_000, say, or leave it out.');
  for (const [name, value] of Object.entries({ maxLength, maxReaders })) {
    const isCap = (number: number) => number > 0;
    checkNumber(
      `options.${name}`,
      value,
      isCap,
      'a number above 0, or Infinity',
      'Leave it out, or pass 1_000.',
    );
  }
  const line = new Line(connectionOf(client), timeoutMs);
  const shared = new SharedRead(line, prefix);
  let readers = 0;
  return {
    async open(id, opening) {
      checkOpening(id, opening);
      return asked(openGeneration({ line, shared, keys: keysOf(prefix, id), maxLength }, opening));
    },
    tail: (id, tailing = {}) =>
      reading(id, tailing, (subscriber, after) => {
        if (readers >= maxReaders) {
          subscriber.error(crowded(maxReaders));
          return;
        }
        readers += 1;
        subscriber.add(() => {
          readers -= 1;
        });
        void new Reader(subscriber, keysOf(prefix, id), after).read(line, shared);
      }),
    async status(id) {
      checkId(id);
      return asked(statusOf(line, keysOf(prefix, id)));
    },
    async cancel(id, reason) {
      checkId(id);
      const sealed = await asked(sealGeneration(line, keysOf(prefix, id), { status: 'stopped', reason }));
      return sealed === 'sealed';
    },
  };
}

/** Where a generation stands; one whose producer is dead is ended on the way. */
async function statusOf(line: Line, keys: Keys): Promise<Status | 'missing'> {
  const [first, latest] = await Promise.all([
    line.send('XRANGE', keys.events, '-', '+', 'COUNT', '1'),
    line.send('XREVRANGE', keys.events, '+', '-', 'COUNT', '1'),
  ]);
  const opening = openingOf(entriesOf(first)[0]);
  const [last] = entriesOf(latest);
  if (!opening || !last) return 'missing';
  if (last.id === seal) return endIn(last).end.status;
  const left = await line.send('PTTL', keys.lease(opening.token));
  if (Number(left) > 0) return last.id === openingId ? 'connecting' : 'streaming';
  await sealGeneration(line, keys, producerLost(opening.leaseMs));
  return (await readSeal(line, keys))?.status ?? 'missing';
}

function checkPrefix(prefix: unknown): void {
  if (typeof prefix === 'string' && /^[\w.:-]{1,64}$/.test(prefix)) return;
  const rule = '1 to 64 letters, digits, "_", ".", ":" or "-"';
  throw new TypeError(complaint('options.prefix', prefix, rule, "Leave it out for 'rx-bedrock'."));
}

function crowded(maxReaders: number): GenerationError {
  return new GenerationError(
    'unavailable',
    `There are ${maxReaders} readers already. Try again later, or raise maxReaders.`,
  );
}
