import fc from 'fast-check';
import { type ConverseEvent, toOutcome } from 'rx-bedrock';
import {
  createGenerationHandler,
  fromLog,
  type GenerationLog,
  memoryLog,
  type Producer,
  publishGeneration,
} from 'rx-bedrock/delivery';
import { textMessage } from 'rx-bedrock/testing';
import { concatMap, from, map, NEVER, of, timer } from 'rxjs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { endIn, framesOf } from './http/frames.js';

const words = 'Many hands make light work, and many readers one request.';
const whole = textMessage(words);

/** What goes wrong, and the code that it goes by. */
type Fault =
  | { readonly kind: 'append'; readonly at: number; readonly isOnce: boolean }
  | { readonly kind: 'no JSON'; readonly at: number }
  | { readonly kind: 'maxLength'; readonly most: number }
  | { readonly kind: 'maxTotalLength'; readonly most: number };

const codes = {
  append: 'unknown',
  'no JSON': 'protocol',
  maxLength: 'budget',
  maxTotalLength: 'unavailable',
};

interface Scene {
  readonly fault: Fault;
  /** Between two events, in milliseconds; 0 = all in one task. */
  readonly gap: number;
  readonly batchMs: number;
  /** How long a write takes, in milliseconds; 0 = no time at all. */
  readonly appendMs: number;
}

const place = fc.nat(whole.length - 1);
const length = fc.integer({ min: 1, max: 1_200 });
const scenes: fc.Arbitrary<Scene> = fc.record({
  fault: fc.oneof(
    fc.record({ kind: fc.constant('append' as const), at: place, isOnce: fc.boolean() }),
    fc.record({ kind: fc.constant('no JSON' as const), at: place }),
    fc.record({ kind: fc.constant('maxLength' as const), most: length }),
    fc.record({ kind: fc.constant('maxTotalLength' as const), most: length }),
  ),
  gap: fc.constantFrom(0, 0, 1, 4, 25),
  batchMs: fc.constantFrom(0, 5, 15, 60),
  appendMs: fc.constantFrom(0, 0, 1, 10, 50),
});

const broken = new Error('postgres://user:pw@db: the disk is full');

/** A log in memory with the fault, and whether it came to that. */
function faultyLog({ fault, appendMs }: Scene): { log: GenerationLog; hasFailed: () => boolean } {
  const log = memoryLog({ [fault.kind]: 'most' in fault ? fault.most : undefined });
  let turn = 0;
  let hasFailed = false;
  const append = async (producer: Producer, events: readonly ConverseEvent[]) => {
    const at = turn++;
    if (appendMs > 0) await new Promise((resolve) => setTimeout(resolve, appendMs));
    try {
      if (fault.kind === 'append' && (fault.isOnce ? at === fault.at : at >= fault.at)) throw broken;
      return await producer.append(events);
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  const open: GenerationLog['open'] = async (id, options) => {
    const producer = (await log.open(id, options))!;
    return { ...producer, append: (events) => append(producer, events) };
  };
  return { log: { ...log, open }, hasFailed: () => hasFailed };
}

/** The answer, one event of which may be such that it cannot be written. */
function answerWith(fault: Fault): ConverseEvent[] {
  if (fault.kind !== 'no JSON') return whole;
  return whole.map((event, at) =>
    at === fault.at ? ({ ...event, later: 1n } as object as ConverseEvent) : event,
  );
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('whichever write fails, the generation is never called complete: everybody gets the failure', async () => {
  let failed = 0;
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const { fault, gap, batchMs } = scene;
      const { log, hasFailed } = faultyLog(scene);
      const all = from(answerWith(fault));
      const source = gap === 0 ? all : all.pipe(concatMap((event) => timer(gap).pipe(map(() => event))));
      const published = (await publishGeneration(log, 'an-id', source, { batchMs }))!;
      const early = toOutcome(fromLog(log, 'an-id'));
      await vi.advanceTimersByTimeAsync(2_500);
      const ended = await published.ended;
      const outcomes = [await early, await toOutcome(fromLog(log, 'an-id'))];
      if (!hasFailed()) {
        expect(ended).toEqual({ status: 'complete' });
        for (const { status, message } of outcomes)
          expect([status, message.content]).toEqual(['complete', [{ text: words }]]);
        return;
      }
      failed += 1;
      const code = codes[fault.kind];
      expect(ended).toMatchObject({ status: code === 'budget' ? 'stopped' : 'failed', error: { code } });
      expect(await log.status('an-id')).toBe(ended.status);
      for (const outcome of outcomes)
        expect(outcome).toMatchObject({ status: ended.status, error: { code } });
      const handler = createGenerationHandler({ log, authorize: () => true, start: () => NEVER });
      const frames = await framesOf(await handler(new Request('http://localhost/an-id')));
      expect(endIn(frames)).toMatchObject({ status: ended.status, code });
    }),
    { numRuns: 300 },
  );
  expect(failed).toBeGreaterThan(50);
});

it('where the log could not be written for a lease, what is written late is not called complete', async () => {
  const log = memoryLog();
  let turn = 0;
  const open: GenerationLog['open'] = async (id, options) => {
    const producer = (await log.open(id, { ...options, leaseMs: 60_000 }))!;
    const { signal: lost } = new AbortController();
    const later = () => new Promise((resolve) => setTimeout(resolve, 1_000));
    return {
      ...producer,
      lost,
      append: (events) => later().then(() => producer.append(events)),
      renew: () => Promise.reject(broken),
      close: (end) => (turn++ === 0 ? Promise.reject(broken) : producer.close(end)),
    };
  };
  const source = of(...whole);
  const published = (await publishGeneration({ ...log, open }, 'an-id', source, { leaseMs: 300 }))!;
  await vi.advanceTimersByTimeAsync(5_000);
  expect((await published.ended).error?.code).toBe('unavailable');
  expect(await log.status('an-id')).toBe('streaming');
});
