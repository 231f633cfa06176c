import { createClient } from 'redis';
import { redisLog } from 'rx-bedrock/redis';
import { messageStart, stall, textDelta } from 'rx-bedrock/testing';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { describeWithRedis, logOn } from '../redis/withRedis.js';
import { randomFrom } from '../../bench/chaos/random.js';
import { serve } from '../wire/serve.js';
import { startCutter } from '../src/delivery/http/cutter.js';
import { answerOf } from './answer.js';
import { Instance } from './instance.js';
import { digestOf } from './protocol.js';

describeWithRedis('a generation of another process', (url) => {
  const readers: Instance[] = [];
  const client = createClient({ url });
  beforeAll(async () => {
    await client.connect();
    readers.push(...(await Promise.all([Instance.start(url), Instance.start(url)])));
  }, 60_000);
  afterAll(async () => {
    client.destroy();
    await Promise.all(readers.map((reader) => reader.kill()));
  });

  it('is the same for every reader, whenever it joins, leaves and comes back: 200 runs', {
    timeout: 120_000,
  }, async () => {
    const producer = await Instance.start(url);
    onTestFinished(() => producer.kill());
    for (let first = 1; first <= 200; first += 25) {
      await Promise.all(Array.from({ length: 25 }, (_, turn) => run(producer, readers, first + turn)));
    }
  });

  it('is the same for every reader while the network is cut at random, for writer and readers: 200 runs', {
    timeout: 180_000,
  }, async () => {
    const random = randomFrom(7);
    const how = () => (random() < 0.5 ? ('end' as const) : ('reset' as const));
    const network = await startCutter(Number(new URL(url).port), () => ({
      after: 500 + Math.floor(random() * 12_000),
      how: how(),
    }));
    const start = () => Instance.start(network.through(url));
    const [producer, ...others] = await Promise.all([start(), start(), start()]);
    onTestFinished(async () => {
      await Promise.all([producer, ...others].map((instance) => instance.kill()));
    });
    for (let first = 1; first <= 200; first += 25) {
      await Promise.all(Array.from({ length: 25 }, (_, turn) => run(producer, others, first + turn)));
    }
    expect(network.cuts).toBeGreaterThan(100);
  });

  async function run(producer: Instance, others: readonly Instance[], seed: number): Promise<void> {
    const random = randomFrom(seed + 1_000);
    const id = crypto.randomUUID();
    const log = redisLog({ client });
    const published = producer.tell({ do: 'publish', id, seed });
    while ((await log.status(id)) === 'missing') await pause(1);
    const expected = digestOf(answerOf(seed));
    const reports = await Promise.all(
      [0, 1, 2].map(async (turn) => {
        await pause(random() * 60);
        const cuts = Array.from({ length: turn }, () => 1 + Math.floor(random() * 5));
        return others[turn % 2]!.tell({ do: 'read', id, cuts });
      }),
    );
    await published;
    for (const report of reports) {
      expect(report.code, `run ${seed}`).toBeUndefined();
      expect(report.seqs, `run ${seed}`).toBe(reports[0]!.seqs);
      expect(report.digest, `run ${seed}`).toBe(expected);
    }
  }

  it('ends with producerLost within the lease and 500 ms when that process is killed', async () => {
    const leaseMs = 1_000;
    const producer = await Instance.start(url);
    onTestFinished(() => producer.kill());
    const id = crypto.randomUUID();
    await producer.tell({ do: 'hang', id, leaseMs });
    const live = readers.map((reader) => reader.tell({ do: 'read', id, cuts: [] }));
    await pause(300);
    await producer.kill();
    const killed = Date.now();
    const reports = await Promise.all(live);
    for (const { at, code } of reports) {
      expect(code).toBe('producerLost');
      expect(at - killed).toBeLessThan(leaseMs + 500);
    }

    const late = await readers[0]!.tell({ do: 'read', id, cuts: [] });
    expect(late).toMatchObject({ code: 'producerLost', digest: reports[0]!.digest, text: reports[0]!.text });
    expect(late.digest).toBe(digestOf(answerOf(1).slice(0, 5)));
  });

  it('is not written on by a process that wakes up when it has been given up', async () => {
    const producer = await Instance.start(url);
    onTestFinished(() => producer.kill());
    const id = crypto.randomUUID();
    const published = producer.tell({ do: 'drip', id, leaseMs: 800 });
    const log = await logOn(url);
    while ((await log.status(id)) !== 'streaming') await pause(1);
    producer.freeze();
    const dead = await readers[0]!.tell({ do: 'read', id, cuts: [] });
    expect(dead.code).toBe('producerLost');
    producer.thaw();
    // It learns so when it wants to write, or renew its lease; or it has seen by itself that its lease is over.
    expect((await published).code).toMatch(/producerLost|unavailable/);
    const later = await readers[1]!.tell({ do: 'read', id, cuts: [] });
    expect(later).toMatchObject({ code: 'producerLost', digest: dead.digest, seqs: dead.seqs });
  });

  it('closes its request to Bedrock within 300 ms of a cancel from here, while the model is silent', async () => {
    const { bedrock, asked } = await serve('h2', () => [messageStart(), textDelta('Let me think.'), stall()]);
    const producer = await Instance.start(url);
    onTestFinished(() => producer.kill());
    const id = crypto.randomUUID();
    await producer.tell({ do: 'ask', id, url: bedrock.url });
    const request = await asked();
    const read = readers[0]!.tell({ do: 'read', id, cuts: [] });
    const log = await logOn(url);
    while ((await log.status(id)) !== 'streaming') await pause(1);
    await pause(200);

    const before = performance.now();
    expect((await readers[1]!.tell({ do: 'cancel', id })).is).toBe(true);
    const { by, at } = await request.closed;
    expect(by).toBe('client');
    expect(at - before).toBeLessThan(300);
    expect((await read).code).toBeUndefined();
    expect(await log.status(id)).toBe('stopped');
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
