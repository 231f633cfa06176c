import { toOutcome } from 'rx-bedrock';
import {
  fromLog,
  type GenerationLog,
  memoryLog,
  type Producer,
  publishGeneration,
} from 'rx-bedrock/delivery';
import { textMessage, vocabulary } from 'rx-bedrock/testing';
import { lastValueFrom, take, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { drawnInTurns } from '../../drawnInTurns.js';

const answer = textMessage('Many hands make light work.');

async function opened(leaseMs = 30_000): Promise<{ log: GenerationLog; producer: Producer }> {
  const log = memoryLog();
  return { log, producer: (await log.open('an-id', { ttlMs: 60_000, leaseMs }))! };
}

it(
  'does what its diagram draws',
  drawnInTurns('src/delivery/fromLog.ts', async ({ cold, shows }) => {
    const log = memoryLog();
    const generation = cold('publishGeneration()', vocabulary);
    shows('fromLog()', fromLog(log, 'an-id'), vocabulary);
    shows('fromLog(), later', fromLog(log, 'an-id'), vocabulary);
    await publishGeneration(log, 'an-id', generation, { batchMs: 0 });
  }),
);

it('reads the events, and completes when the generation does', async () => {
  const { log, producer } = await opened();
  await producer.append(answer);
  await producer.close({ status: 'complete' });
  expect(await lastValueFrom(fromLog(log, 'an-id').pipe(toArray()))).toEqual(answer);
  expect((await toOutcome(fromLog(log, 'an-id'))).status).toBe('complete');
});

it('is cold, and resumes behind a place', async () => {
  const { log, producer } = await opened();
  const events = fromLog(log, 'an-id', { after: 2 });
  await producer.append(answer);
  await producer.close({ status: 'complete' });
  expect(await lastValueFrom(events.pipe(toArray()))).toEqual(answer.slice(2));
  expect(await lastValueFrom(events.pipe(toArray()))).toEqual(answer.slice(2));
});

it('can be gone on with behind as many events as one has had: their places are 1, 2, 3 and so on', async () => {
  const { log, producer } = await opened();
  await producer.append(answer.slice(0, 3));
  const had = await lastValueFrom(fromLog(log, 'an-id').pipe(take(3), toArray()));
  await producer.append(answer.slice(3));
  await producer.close({ status: 'complete' });
  const rest = await lastValueFrom(fromLog(log, 'an-id', { after: had.length }).pipe(toArray()));
  expect([...had, ...rest]).toEqual(answer);
});

it('completes as stopped when somebody cancels', async () => {
  const { log, producer } = await opened();
  await producer.append(answer.slice(0, 3));
  const outcome = toOutcome(fromLog(log, 'an-id'));
  await log.cancel('an-id', 'Enough.');
  expect(await outcome).toMatchObject({ status: 'stopped', message: { content: [{ text: 'Many hands' }] } });
});

it('keeps what had arrived in the error when the producer is lost', async () => {
  const { log, producer } = await opened(100);
  await producer.append(answer.slice(0, 3));
  const { status, error } = await toOutcome(fromLog(log, 'an-id'));
  expect(status).toBe('failed');
  expect(error).toMatchObject({
    code: 'producerLost',
    message: expect.stringContaining('for longer than its lease of 100 ms') as unknown,
    retryable: false,
    partial: { message: { content: [{ text: 'Many hands' }] } },
  });
});

it('is complete when the producer is lost after all was said', async () => {
  const { log, producer } = await opened(100);
  await producer.append(answer);
  expect((await toOutcome(fromLog(log, 'an-id'))).status).toBe('complete');
});

it('says that it has expired where there is nothing', async () => {
  expect((await toOutcome(fromLog(memoryLog(), 'an-id'))).error?.code).toBe('logExpired');
});

it('refuses what is no log at the call', () => {
  expect(() => fromLog(null as never, 'an-id')).toThrow(/^log is null, but it must be a GenerationLog/);
  expect(() => fromLog(memoryLog(), 'an-id', { after: -1 })).toThrow(RangeError);
  const tail = () => undefined as never;
  expect(() => fromLog({ ...memoryLog(), tail }, 'an-id')).toThrow(
    /^What log\.tail\(\) returned is undefined/,
  );
});
