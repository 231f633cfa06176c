import { producerLost } from '../delivery/end.js';
import type { GenerationLog } from '../delivery/log.js';
import { checkId, checkOpening } from '../delivery/opening.js';
import { reading } from '../delivery/reading.js';
import { GenerationError } from '../errors.js';
import type { Status } from '../message/snapshot.js';
import { connectionOf } from './connection.js';
import { endIn, entriesOf, opening as openingId, openingOf, seal } from './entries.js';
import { asked } from './failure.js';
import { type Keys, keysOf } from './keys.js';
import { Line } from './line.js';
import { Reader } from './reader.js';
import { type RedisLogOptions, settingsFrom } from './options.js';
import { openGeneration } from './redisProducer.js';
import { readSeal, sealGeneration } from './sealing.js';
import { SharedRead } from './sharedRead.js';

/**
 * A log in Redis Streams, for readers in any process and on any instance.
 *
 * <span class="informal">One instance writes; all the others read it live, also when that one is gone.</span>
 *
 * It needs Redis 7 or Valkey, with no eviction, and no Lua. For as long as anybody reads or writes, this process has one
 * connection more, a copy of the client's, on which all that is new is waited for; it closes within a second after that.
 *
 * ```text
 * instance 1  s-a-b-----c-e-m|     publishGeneration(log, id, generation)
 * instance 2  s-a-b-----c-e-m|     fromLog(log, id)
 * instance 3       (sab)c-e-m|     fromLog(log, id), later
 * ```
 *
 * @example
 * ```ts
 * import { memoryLog } from 'rx-bedrock/delivery';
 * import { redisLog } from 'rx-bedrock/redis';
 * import { createClient } from 'redis';
 *
 * const { REDIS_URL } = process.env;
 * const client = REDIS_URL ? await createClient({ url: REDIS_URL }).connect() : undefined;
 * const log = client ? redisLog({ client }) : memoryLog();
 * console.log(await log.status(crypto.randomUUID())); // 'missing'
 * client?.destroy();
 * ```
 *
 * @param options - see {@link RedisLogOptions}
 * @returns a log whose ends are final: Redis refuses what comes behind them
 * @throws TypeError, RangeError - at once, when an option cannot be meant
 * @see `publishGeneration` and `fromLog` of `rx-bedrock/delivery`, which write and read it
 */
export function redisLog(options: RedisLogOptions): GenerationLog {
  const { client, prefix, timeoutMs, maxLength, maxReaders } = settingsFrom(options);
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

function crowded(maxReaders: number): GenerationError {
  return new GenerationError(
    'unavailable',
    `There are ${maxReaders} readers already. Try again later, or raise maxReaders.`,
  );
}
