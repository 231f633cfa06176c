import {
  answer,
  codeIn,
  codeOf,
  complete,
  eventually,
  numbered,
  opened,
  read,
  rejectionOf,
  type Test,
  times,
} from './logStage.js';

/** What a log does without its writer. */
export const dying: Record<string, Test> = {
  'a writer that is silent for a lease is dead to everybody, itself included': async (stage, expect) => {
    const producer = await opened(stage, { ...times, leaseMs: 400 });
    const before = performance.now();
    await producer.append(answer.slice(0, 2));
    const live = read(stage.elsewhere, stage.id);
    expect(codeIn(await live.end)).toBe('producerLost');
    expect(performance.now() - before < 900).toBe(true);
    await eventually(() => producer.lost.aborted);
    expect(await rejectionOf(producer.append(answer.slice(2)))).toBe('producerLost');
    const late = read(stage.log, stage.id);
    expect(codeIn(await late.end)).toBe('producerLost');
    for (const reader of [live, late]) expect(reader.entries).toEqual(numbered(answer.slice(0, 2)));
    expect(await stage.log.status(stage.id)).toBe('failed');
  },

  'a writer that renews its lease lives': async (stage, expect) => {
    const producer = await opened(stage, { ...times, leaseMs: 400 });
    const reader = read(stage.elsewhere, stage.id);
    for (let turn = 0; turn < 10; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await producer.renew();
    }
    await producer.append(answer);
    await producer.close(complete);
    expect(await reader.end).toBe('complete');
    expect(reader.entries.length).toBe(answer.length);
  },

  'when its time is over, it is gone': async (stage, expect) => {
    const producer = await opened(stage, { ttlMs: 300, leaseMs: 200 });
    await producer.append(answer);
    await producer.close(complete);
    await eventually(async () => (await stage.elsewhere.status(stage.id)) === 'missing');
    expect(await codeOf(stage.elsewhere, stage.id)).toBe('logExpired');
    expect(await stage.log.cancel(stage.id, 'Too late.')).toBe(false);
  },
};

/** What a log refuses. */
export const refusing: Record<string, Test> = {
  'what never was is missing, and reads as logExpired': async ({ log, id }, expect) => {
    expect(await log.status(id)).toBe('missing');
    expect(await codeOf(log, id)).toBe('logExpired');
    expect(await codeOf(log, id, { after: 3 })).toBe('logExpired');
  },

  'what cannot be an id is rejected': async ({ log }, expect) => {
    const forged = ['', 'a\r\nb', 'a\nid: 7', 'nul\0', '{tag}', 'a b', 'é', '*', 'a'.repeat(129)];
    for (const id of [...forged, undefined, null, 7, {}] as string[]) {
      const asked = {
        open: await rejectionOf(log.open(id, times)),
        status: await rejectionOf(log.status(id)),
        cancel: await rejectionOf(log.cancel(id, '')),
        tail: await codeOf(log, id),
      };
      const rejected = { open: 'rejected', status: 'rejected', cancel: 'rejected', tail: 'rejected' };
      // With the id, so that a failure tells which it was.
      expect({ id, ...asked }).toEqual({ id, ...rejected });
    }
  },

  'what cannot be a place is refused at the call': ({ log, id }, expect) => {
    for (const after of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1' as unknown as number]) {
      expect({ after, tail: thrownBy(() => log.tail(id, { after })) }).toEqual({ after, tail: misuse });
    }
    return Promise.resolve();
  },
};

const misuse = 'throws a TypeError or a RangeError at the call';

function thrownBy(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof TypeError || error instanceof RangeError ? misuse : `throws ${String(error)}`;
  }
  return 'throws nothing at the call';
}
