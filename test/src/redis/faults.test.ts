import { createClient } from 'redis';
import { type ConverseEvent, GenerationError, toOutcome } from 'rx-bedrock';
import { fromLog, type LogEntry, publishGeneration } from 'rx-bedrock/delivery';
import { redisLog } from 'rx-bedrock/redis';
import { messageStart, textDelta, textMessage } from 'rx-bedrock/testing';
import {
  concat,
  finalize,
  from,
  interval,
  lastValueFrom,
  map,
  NEVER,
  type Observable,
  of,
  take,
  tap,
  toArray,
} from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startCutter } from '../delivery/http/cutter.js';
import { clientNames, describeWithRedis, logOn, ownRedis } from '../../redis/withRedis.js';

const answer = textMessage('Many hands make light work.');
const times = { ttlMs: 60_000, leaseMs: 30_000 };
const newId = () => crypto.randomUUID();

/** Text that comes bit by bit. */
const counting = (count: number) =>
  concat(
    of(messageStart()),
    interval(4).pipe(
      take(count),
      map((turn) => textDelta(`${turn} `)),
    ),
    from(textMessage('.').slice(2)),
  );

describeWithRedis('a Redis with faults', (url) => {
  it('where an entry is missing, readers get logGap and what was before', async () => {
    const [log, id, raw] = [await logOn(url), newId(), await rawOn(url)];
    const producer = (await log.open(id, times))!;
    for (const event of answer.slice(0, 5)) await producer.append([event]);
    await raw.sendCommand(['XDEL', `rx-bedrock:{${id}}`, '1-3']);
    const { error, message } = await toOutcome(fromLog(log, id));
    expect(error).toMatchObject({ code: 'logGap', retryable: false });
    expect(message.content).toEqual([{ text: 'Many' }]);
    expect(await codeOf(fromLog(log, id, { after: 3 }))).toBe('still reading');
    await producer.close({ status: 'complete' });
  });

  it('where the last entries are missing, as after a failover, the end is a logGap too', async () => {
    const [log, id, raw] = [await logOn(url), newId(), await rawOn(url)];
    const producer = (await log.open(id, times))!;
    for (const event of answer) await producer.append([event]);
    await producer.close({ status: 'complete' });
    await raw.sendCommand(['XDEL', `rx-bedrock:{${id}}`, `1-${answer.length}`]);
    expect(await codeOf(log.tail(id))).toBe('logGap');
  });

  it('where the generation was evicted, producer and readers get logExpired', async () => {
    const [log, id, raw] = [await logOn(url), newId(), await rawOn(url)];
    const left: string[] = [];
    const source = counting(10_000).pipe(finalize(() => left.push('left')));
    const published = (await publishGeneration(log, id, source, { leaseMs: 600 }))!;
    const read = codeOf(fromLog(log, id), 5_000);
    await raw.sendCommand(['DEL', `rx-bedrock:{${id}}`]);
    expect((await published.ended).error?.code).toBe('logExpired');
    expect(left).toEqual(['left']);
    expect(await read).toBe('logExpired');
  });

  it('where something else stands under its key, it is unavailable, and not to be tried again', async () => {
    const [log, id, raw] = [await logOn(url), newId(), await rawOn(url)];
    await raw.sendCommand(['SET', `rx-bedrock:{${id}}`, 'a string', 'PX', '60000']);
    for (const failure of [
      log.open(id, times),
      log.status(id),
      log.cancel(id, ''),
      lastValueFrom(log.tail(id)),
    ]) {
      await expect(failure).rejects.toMatchObject({ code: 'unavailable', retryable: false });
    }
  });

  it('where an entry is no JSON, its readers get an error, and others read on', async () => {
    const [log, raw] = [await logOn(url), await rawOn(url)];
    const [broken, sound] = [newId(), newId()];
    const producers = [(await log.open(broken, times))!, (await log.open(sound, times))!];
    const reads = [codeOf(log.tail(broken), 5_000), codeOf(log.tail(sound), 5_000)];
    await producers[0]!.append(answer.slice(0, 1));
    await raw.sendCommand(['XADD', `rx-bedrock:{${broken}}`, '1-2', 'events', '[{']);
    expect(await reads[0]).toBe('protocol');
    await producers[1]!.append(answer);
    await producers[1]!.close({ status: 'complete' });
    expect(await reads[1]).toBe('complete');
    expect(await codeOf(log.tail(broken))).toBe('protocol');
  });

  it.each(['XADD', 'XRANGE', 'PTTL'])(
    'where every third answer to %s is lost, nothing is written twice',
    async (name) => {
      const client = createClient({ url });
      onTestFinished(() => client.destroy());
      await client.connect();
      let turn = 0;
      const send = client.sendCommand.bind(client);
      const forgetful = Object.assign(Object.create(client) as typeof client, {
        async sendCommand(command: string[]) {
          const reply: unknown = await send(command);
          if (command[0] === name && turn++ % 3 === 1) throw new Error('Socket closed unexpectedly');
          return reply;
        },
      });
      const log = redisLog({ client: forgetful });
      const id = newId();
      const producer = (await log.open(id, times))!;
      for (const event of answer) await producer.append([event]);
      await producer.close({ status: 'complete' });
      expect(producer.lost.aborted).toBe(false);
      const entries = await lastValueFrom((await logOn(url)).tail(id).pipe(toArray()));
      expect(entries.map(({ event }) => event)).toEqual(answer);
    },
  );

  /** A log whose own connection is dead, once it is told so; what it has duplicated lives. */
  async function deafLog(options: object) {
    const client = createClient({ url });
    client.on('error', () => undefined);
    onTestFinished(() => client.destroy());
    await client.connect();
    let isDeaf = false;
    const send = client.sendCommand.bind(client);
    const deaf = Object.assign(Object.create(client) as typeof client, {
      sendCommand: (command: string[]) => (isDeaf ? new Promise(() => undefined) : send(command)),
    });
    return { log: redisLog({ client: deaf, ...options }), deafen: () => (isDeaf = true) };
  }

  it('a connection that is dead ends no reader for whom there is something to read', async () => {
    const { log, deafen } = await deafLog({ timeoutMs: 200 });
    const id = newId();
    const published = (await publishGeneration(await logOn(url), id, counting(500), { leaseMs: 300 }))!;
    const entries: LogEntry[] = [];
    const read = lastValueFrom(log.tail(id).pipe(tap((entry) => entries.push(entry))));
    await eventually(async () => entries.length > 3);
    deafen();
    expect(await published.ended).toEqual({ status: 'complete' });
    await read;
    expect(textIn(entries.map(({ event }) => event))).toBe(await textOf(counting(500)));
  });

  it('a connection that is dead ends whoever waits in silence, as nobody could be missed', async () => {
    const { log, deafen } = await deafLog({ timeoutMs: 200 });
    const id = newId();
    const producer = (await (await logOn(url)).open(id, { ...times, leaseMs: 300 }))!;
    await producer.append(answer.slice(0, 2));
    const read = codeOf(log.tail(id), 10_000);
    await pause(100);
    deafen();
    expect(await read).toMatch(/unavailable|producerLost/);
  });

  it.each([
    ['a few answers at a time loses no reader of many', 30, 'word '],
    ['less at a time than a reader asks for at first loses none', 3, `${'word'.repeat(80)} `],
  ])(
    'a network that carries %s',
    async (_, readers, word) => {
      const id = newId();
      const producer = (await (await logOn(url)).open(id, times))!;
      const text = word.repeat(40);
      for (const event of textMessage(text)) await producer.append([event]);
      await producer.close({ status: 'complete' });
      const network = await startCutter(Number(new URL(url).port), () => ({ after: 4_000, how: 'end' }));
      const log = await logOn(network.through(url));
      const reads = Array.from({ length: readers }, () => toOutcome(fromLog(log, id)));
      for (const { error, message } of await Promise.all(reads)) {
        expect(error).toBeUndefined();
        expect(message.content).toEqual([{ text }]);
      }
      expect(network.cuts).toBeGreaterThan(10);
    },
    30_000,
  );

  it('of readers and lengths there are no more than allowed', async () => {
    const log = await logOn(url, { maxReaders: 2, maxLength: 500 });
    const id = newId();
    const long = concat(of(messageStart()), interval(1).pipe(map(() => textDelta('word '.repeat(20)))));
    const published = (await publishGeneration(log, id, long))!;
    const reads = [codeOf(log.tail(id), 5_000), codeOf(log.tail(id), 5_000)];
    expect(await codeOf(log.tail(id))).toBe('unavailable');
    expect((await published.ended).error?.code).toBe('budget');
    expect(await Promise.all(reads)).toEqual(['budget', 'budget']);
    expect(await codeOf(log.tail(id))).toBe('budget');
  });

  it('when the last one has left, its connection closes', async () => {
    const name = `probe-${newId().slice(0, 8)}`;
    const client = createClient({ url, name });
    onTestFinished(() => client.destroy());
    await client.connect();
    const raw = await rawOn(url);
    const connections = async () =>
      (await raw.sendCommand<string>(['CLIENT', 'LIST'])).split(`name=${name}`).length - 1;
    const log = redisLog({ client });
    const ids = Array.from({ length: 50 }, newId);
    const all = ids.map(async (id) => {
      const published = (await publishGeneration(log, id, counting(20)))!;
      const half = lastValueFrom(log.tail(id).pipe(take(2)));
      await Promise.all([published.ended, half, lastValueFrom(log.tail(id))]);
    });
    await eventually(async () => (await connections()) === 2);
    await Promise.all(all);
    await eventually(async () => (await connections()) === 1);
  });
});

describe.each(clientNames)('a server of its own, with a client of %s', (name) => {
  it('that drops all connections loses nothing', async ({ skip }) => {
    const server = await ownRedis(skip);
    const [log, elsewhere] = [await logOn(server.url, {}, name), await logOn(server.url, {}, name)];
    const raw = await rawOn(server.url);
    const id = newId();
    const published = (await publishGeneration(log, id, counting(150)))!;
    const entries: LogEntry[] = [];
    const read = lastValueFrom(elsewhere.tail(id).pipe(tap((entry) => entries.push(entry))));
    for (let turn = 0; turn < 3; turn++) {
      await eventually(async () => entries.length > 5 * (turn + 1));
      await raw.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
    }
    expect(await published.ended).toEqual({ status: 'complete' });
    await read;
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    expect(textIn(entries.map(({ event }) => event))).toBe(await textOf(counting(150)));
  });

  it('that freezes for less than the lease loses nothing', async ({ skip }) => {
    const server = await ownRedis(skip);
    const [log, elsewhere] = [await logOn(server.url, {}, name), await logOn(server.url, {}, name)];
    const id = newId();
    const published = (await publishGeneration(log, id, counting(150), { leaseMs: 5_000 }))!;
    const read = lastValueFrom(elsewhere.tail(id).pipe(toArray()));
    await pause(150);
    server.freeze();
    await pause(1_000);
    server.thaw();
    expect(await published.ended).toEqual({ status: 'complete' });
    expect(textIn((await read).map(({ event }) => event))).toBe(await textOf(counting(150)));
  });

  it('that dies leaves nobody hanging', async ({ skip }) => {
    const server = await ownRedis(skip);
    const options = { timeoutMs: 800 };
    const [log, elsewhere] = [await logOn(server.url, options, name), await logOn(server.url, options, name)];
    const id = newId();
    const left: string[] = [];
    const source = concat(counting(5).pipe(take(3)), NEVER).pipe(finalize(() => left.push('left')));
    const published = (await publishGeneration(log, id, source, { leaseMs: 900 }))!;
    const read = toOutcome(fromLog(elsewhere, id));
    await pause(200);
    await server.kill();
    expect((await published.ended).error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(left).toEqual(['left']);
    const { error, message } = await read;
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(message.content).toEqual([{ text: '0 1 ' }]);
    await expect(log.status(id)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await publishGeneration(log, newId(), NEVER).catch((error: unknown) => error)).toMatchObject({
      code: 'unavailable',
    });
  });

  it('that is read-only, as after a failover, refuses to begin and to go on, and still shows what it has', async ({
    skip,
  }) => {
    const server = await ownRedis(skip);
    const log = await logOn(server.url, { timeoutMs: 500 }, name);
    const raw = await rawOn(server.url);
    const whole = newId();
    await (await publishGeneration(log, whole, from(answer)))!.ended;
    const id = newId();
    const source = concat(of(messageStart()), interval(20).pipe(map((turn) => textDelta(`${turn} `))));
    const published = (await publishGeneration(log, id, source, { leaseMs: 600 }))!;
    const read = codeOf(fromLog(log, id), 8_000);
    await pause(100);
    // Of a master that it cannot come to, so that what it has stays.
    await raw.sendCommand(['REPLICAOF', '127.0.0.1', '1']);
    expect((await published.ended).error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(await read).toBe('unavailable');
    await expect(publishGeneration(log, newId(), NEVER)).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
      message: expect.stringContaining('READONLY') as unknown,
    });
    expect(await toOutcome(fromLog(log, whole))).toMatchObject({ status: 'complete' });
    await raw.sendCommand(['REPLICAOF', 'NO', 'ONE']);
    await (await publishGeneration(log, newId(), from(answer)))!.ended;
  });

  it('that evicts what it likes ends them typed, and nobody hangs', async ({ skip }) => {
    const server = await ownRedis(skip, '--maxmemory', '4mb', '--maxmemory-policy', 'allkeys-random');
    const [log, elsewhere] = [await logOn(server.url, {}, name), await logOn(server.url, {}, name)];
    const ids = Array.from({ length: 40 }, newId);
    const long = () =>
      concat(
        of(messageStart()),
        interval(5).pipe(
          take(60),
          map((turn) => textDelta(`${turn}`.repeat(2_000))),
        ),
        from(textMessage('.').slice(2)),
      );
    const ends = await Promise.all(
      ids.map(async (id) => {
        const published = (await publishGeneration(log, id, long(), { leaseMs: 800 }))!;
        const [written, read] = await Promise.all([published.ended, codeOf(elsewhere.tail(id), 15_000)]);
        return [written.error?.code ?? written.status, read] as const;
      }),
    );
    const seen = new Set(ends.flat());
    expect([...seen].filter((code) => !evicted.has(code))).toEqual([]);
    expect(seen.has('logExpired'), 'something was evicted').toBe(true);
  });

  it('that has no memory left refuses, and says so', async ({ skip }) => {
    const server = await ownRedis(skip, '--maxmemory', '3mb', '--maxmemory-policy', 'noeviction');
    const log = await logOn(server.url, { timeoutMs: 500 }, name);
    const id = newId();
    const flood = interval(0).pipe(map((turn) => textDelta(`${turn}`.repeat(20_000))));
    const published = (await publishGeneration(log, id, flood, { leaseMs: 600 }))!;
    const read = codeOf(fromLog(log, id), 8_000);
    // Whoever notices it first: the producer that cannot write, or the reader that hears nothing of it.
    expect((await published.ended).error?.code).toMatch(/producerLost|unavailable/);
    expect(await read).toMatch(/producerLost|unavailable/);
  });
});

/** How a generation may end where a Redis evicts: its events are gone, or its lease, or it was lucky. */
const evicted = new Set(['complete', 'logExpired', 'producerLost', 'logGap', 'unavailable']);

async function rawOn(url: string) {
  const client = createClient({ url });
  client.on('error', () => undefined);
  onTestFinished(() => client.destroy());
  return client.connect();
}

/** How it ends, if it does before long. */
function codeOf(source: Observable<unknown>, ms = 300): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      subscription.unsubscribe();
      resolve('still reading');
    }, ms);
    const end = (what: string) => {
      clearTimeout(timer);
      resolve(what);
    };
    const subscription = source.subscribe({
      error: (error: unknown) => end(error instanceof GenerationError ? error.code : String(error)),
      complete: () => end('complete'),
    });
  });
}

function textIn(events: readonly ConverseEvent[]): string {
  return events.map((event) => event.contentBlockDelta?.delta?.text ?? '').join('');
}

async function textOf(source: Observable<ConverseEvent>): Promise<string> {
  return textIn(await lastValueFrom(source.pipe(toArray())));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + 8_000;
  while (!(await isSo())) {
    if (performance.now() > until) throw new Error('It has not come to that within 8 s.');
    await pause(5);
  }
}
