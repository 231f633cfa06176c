import { type GenerationLog, memoryLog, type Producer } from 'rx-bedrock/delivery';
import { behavesLikeAGenerationLog } from 'rx-bedrock/testing';
import { concatMap, map, NEVER, of, skip } from 'rxjs';
import { describe, expect, it } from 'vitest';

/** Runs the suite like a test runner would, all tests at once, and tells the names of those that went red. */
async function redTests(makeLog: () => GenerationLog): Promise<string[]> {
  const tests: { name: string; test: () => Promise<void> }[] = [];
  behavesLikeAGenerationLog(makeLog, { it: (name, test) => tests.push({ name, test }), expect });
  const results = await Promise.all(
    tests.map(async ({ name, test }) => {
      const timeout = new Promise<string>((resolve) => setTimeout(() => resolve(name), 3_000));
      return Promise.race([
        timeout,
        test().then(
          () => undefined,
          () => name,
        ),
      ]);
    }),
  );
  return results.filter((name) => name !== undefined);
}

type Changes = (log: GenerationLog) => Partial<GenerationLog>;

/** A log in memory with a fault. */
function faulty(changes: Changes): () => GenerationLog {
  return () => {
    const log = memoryLog();
    return { ...log, ...changes(log) };
  };
}

/** A log whose producers have a fault. */
function faultyProducer(change: (producer: Producer) => Partial<Producer>): Changes {
  return (log) => ({
    async open(id, options) {
      const producer = await log.open(id, options);
      return producer && { ...producer, ...change(producer) };
    },
  });
}

describe('the suite for logs', () => {
  it('is green for a sound log', async () => {
    expect(await redTests(() => memoryLog())).toEqual([]);
  });

  it.concurrent.each<[string, Changes, RegExp]>([
    [
      'lets a second one write',
      (log) => ({
        open: async (id, options) =>
          (await log.open(id, options)) ?? (await log.open(crypto.randomUUID(), options)),
      }),
      /^open/,
    ],
    [
      'loses the first event',
      (log) => ({ tail: (id, options) => log.tail(id, options).pipe(skip(1)) }),
      /^tail/,
    ],
    [
      'delivers events twice',
      (log) => ({
        tail: (id, options) => log.tail(id, options).pipe(concatMap((entry) => of(entry, entry))),
      }),
      /^tail/,
    ],
    [
      'ignores after',
      (log) => ({ tail: (id, { after: _after, ...options } = {}) => log.tail(id, options) }),
      /^tail after/,
    ],
    [
      'counts from 0',
      (log) => ({
        tail: (id, options) => log.tail(id, options).pipe(map((entry) => ({ ...entry, seq: entry.seq - 1 }))),
      }),
      /^tail/,
    ],
    [
      'leaves its readers hanging',
      (log) => ({ tail: (id, options) => (options?.after ? log.tail(id, options) : NEVER) }),
      /^tail/,
    ],
    [
      'says nothing of what is missing',
      (log) => ({
        status: async (id) => log.status(id).then((status) => (status === 'missing' ? 'connecting' : status)),
      }),
      /missing/,
    ],
    ['does not cancel', () => ({ cancel: () => Promise.resolve(true) }), /^cancel/],
    [
      'takes any id',
      (log) => ({ status: (id) => log.status(id).catch(() => 'missing' as const) }),
      /cannot be an id/,
    ],
    ['does not tell its writer', faultyProducer(() => ({ lost: new AbortController().signal })), /^cancel/],
    [
      'takes what is written too late',
      faultyProducer((producer) => ({ append: (events) => producer.append(events).catch(() => 0) })),
      /nothing can be written/,
    ],
    ['does not renew', faultyProducer(() => ({ renew: () => Promise.resolve() })), /renews its lease/],
    [
      'never says that somebody reads',
      faultyProducer(() => ({ isWatched: () => Promise.resolve(false) })),
      /^isWatched/,
    ],
    [
      'forgets how it ended',
      faultyProducer((producer) => ({ close: () => producer.close({ status: 'complete' }) })),
      /^close with an error/,
    ],
  ])('is red for one that %s', async (_name, changes, expected) => {
    const red = await redTests(faulty(changes));
    expect(red.filter((name) => expected.test(name))).not.toEqual([]);
  });

  it('says which value was tried, and what came of it', async () => {
    const messages: string[] = [];
    const log = { ...memoryLog(), tail: () => NEVER, status: () => Promise.resolve('missing' as const) };
    const declare = (name: string, test: () => Promise<void>) => {
      if (name.startsWith('what cannot be')) tests.push(test);
    };
    const tests: (() => Promise<void>)[] = [];
    const told = (actual: unknown) => ({
      toBe: () => undefined,
      toEqual: (expected: unknown) => void messages.push(JSON.stringify([actual, expected])),
    });
    behavesLikeAGenerationLog(() => log, { it: declare, expect: told });
    await tests[1]!();
    const wanted = 'throws a TypeError or a RangeError at the call';
    expect(JSON.parse(messages[0]!)).toEqual([
      { after: -1, tail: 'throws nothing at the call' },
      { after: -1, tail: wanted },
    ]);
  });
});
