import { memoryLog } from 'rx-bedrock/delivery';
import { behavesLikeAGenerationLog, textDelta } from 'rx-bedrock/testing';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';

const times = { ttlMs: 60_000, leaseMs: 30_000 };
const long = textDelta('a'.repeat(1_000));

describe('memoryLog', () => {
  behavesLikeAGenerationLog(() => memoryLog(), { it, expect });

  it('lets the oldest go that has ended when there are as many as it may keep', async () => {
    const log = memoryLog({ maxGenerations: 3 });
    const [first, second] = [(await log.open('1', times))!, (await log.open('2', times))!];
    await log.open('3', times);
    await expect(log.open('4', times)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    await second.close({ status: 'complete' });
    await first.close({ status: 'complete' });
    expect(await log.open('4', times)).not.toBeNull();
    expect(await Promise.all(['1', '2', '3', '4'].map((id) => log.status(id)))).toEqual([
      'missing',
      'complete',
      'connecting',
      'connecting',
    ]);
  });

  it('takes no writing for a sign of life, as Redis does not: who forgets to renew learns it here', async () => {
    const producer = (await memoryLog().open('1', { ...times, leaseMs: 100 }))!;
    const dead = new Promise((resolve) => producer.lost.addEventListener('abort', resolve));
    const writing = setInterval(() => void producer.append([long]).catch(() => undefined), 10);
    onTestFinished(() => clearInterval(writing));
    await dead;
    expect(producer.lost.reason).toMatchObject({ error: { code: 'producerLost' } });
  });

  it('refuses what would make one too long', async () => {
    const log = memoryLog({ maxLength: 2_500 });
    const producer = (await log.open('1', times))!;
    await producer.append([long, long]);
    await expect(producer.append([long])).rejects.toMatchObject({ code: 'budget' });
    await producer.close({ status: 'stopped' });
    expect(await lastValueFrom(log.tail('1').pipe(toArray()))).toHaveLength(2);
  });

  it('makes room for what is written, of what has ended', async () => {
    const log = memoryLog({ maxTotalLength: 2_500 });
    const [first, second] = [(await log.open('1', times))!, (await log.open('2', times))!];
    await first.append([long]);
    await second.append([long]);
    await expect(second.append([long])).rejects.toMatchObject({ code: 'unavailable' });
    await first.close({ status: 'complete' });
    expect(await second.append([long])).toBe(2);
    expect(await log.status('1')).toBe('missing');
  });

  it('has no more readers than it may have', async () => {
    const log = memoryLog({ maxReaders: 1 });
    await log.open('1', times);
    const reader = log.tail('1').subscribe();
    await expect(lastValueFrom(log.tail('1'))).rejects.toMatchObject({ code: 'unavailable' });
    reader.unsubscribe();
    const next = log.tail('1').subscribe({ error: (error: unknown) => expect.fail(String(error)) });
    next.unsubscribe();
  });

  it.each(['maxGenerations', 'maxLength', 'maxTotalLength', 'maxReaders'])(
    'refuses a %s that is none',
    (name) => {
      expect(() => memoryLog({ [name]: 0 })).toThrow(new RegExp(`options\\.${name} is 0`));
      for (const none of ['1', null]) expect(() => memoryLog({ [name]: none })).toThrow(TypeError);
    },
  );
});
