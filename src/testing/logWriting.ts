import { GenerationError } from '../errors.js';
import {
  answer,
  complete,
  numbered,
  opened,
  read,
  rejectionOf,
  type Test,
  times,
  written,
} from './logStage.js';

/** Who may write. */
export const writing: Record<string, Test> = {
  'open: gives the right to write to the first who asks, and to nobody after that': async (stage, expect) => {
    const { log, elsewhere, id } = stage;
    const producer = await opened(stage);
    expect(await elsewhere.open(id, times)).toBe(null);
    await producer.append(answer);
    await producer.close(complete);
    expect(await elsewhere.open(id, times)).toBe(null);
    expect(await log.open(id, times)).toBe(null);
  },

  'open: of ten at once, one gets it': async ({ log, elsewhere, id }, expect) => {
    const asked = Array.from({ length: 10 }, (_, turn) => (turn % 2 ? log : elsewhere).open(id, times));
    const producers = (await Promise.all(asked)).filter((producer) => producer !== null);
    expect(producers.length).toBe(1);
    await producers[0]?.close(complete);
  },

  'status: missing, connecting, streaming, and how it ended': async (stage, expect) => {
    const { log, elsewhere, id } = stage;
    expect(await log.status(id)).toBe('missing');
    const producer = await opened(stage);
    expect(await elsewhere.status(id)).toBe('connecting');
    await producer.append(answer.slice(0, 1));
    expect(await elsewhere.status(id)).toBe('streaming');
    await producer.close({
      status: 'truncated',
      error: { code: 'truncated', message: 'Cut.', retryable: false },
    });
    expect(await elsewhere.status(id)).toBe('truncated');
    expect(await log.status(id)).toBe('truncated');
  },

  'noteOf, where it is kept: what whoever began it has noted, and undefined without': async (
    { log, elsewhere, id },
    expect,
  ) => {
    if (!log.noteOf || !elsewhere.noteOf) return;
    expect(await elsewhere.noteOf(id)).toBe(undefined);
    const producer = await log.open(id, { ...times, note: 'A note: "é"\n' });
    await elsewhere.open(id, { ...times, note: 'Too late.' });
    await producer?.append(answer);
    await producer?.close(complete);
    expect(await elsewhere.noteOf(id)).toBe('A note: "é"\n');
    const other = crypto.randomUUID();
    await (await log.open(other, times))?.close(complete);
    expect(await elsewhere.noteOf(other)).toBe(undefined);
  },

  'append: tells the place of the last event': async (stage, expect) => {
    const producer = await opened(stage);
    expect(await producer.append(answer.slice(0, 3))).toBe(3);
    expect(await producer.append([])).toBe(3);
    expect(await producer.append(answer.slice(3, 4))).toBe(4);
    await producer.close(complete);
  },
};

/** How it ends. */
export const ending: Record<string, Test> = {
  'close with an error: every reader gets it, with its code, its words and its request': async (
    stage,
    expect,
  ) => {
    const producer = await opened(stage);
    const live = read(stage.elsewhere, stage.id);
    await producer.append(answer.slice(0, 3));
    const response = { requestId: 'a-request', attempts: 3 };
    const error = { code: 'throttled', message: 'Too many tokens.', retryable: true, response } as const;
    await producer.close({ status: 'failed', error });
    for (const reader of [live, read(stage.elsewhere, stage.id)]) {
      const failure = (await reader.end) as GenerationError;
      expect(failure instanceof GenerationError).toBe(true);
      expect(failure.message).toBe('throttled: Too many tokens.');
      expect([failure.code, failure.retryable, failure.response]).toEqual(['throttled', true, response]);
      expect(reader.entries).toEqual(numbered(answer.slice(0, 3)));
    }
  },

  'cancel: readers complete, and the writer is told at once, also in silence': async (stage, expect) => {
    const producer = await opened(stage);
    await producer.append(answer.slice(0, 2));
    const reader = read(stage.log, stage.id);
    await reader.until(2);
    const before = performance.now();
    const told = new Promise((resolve) => producer.lost.addEventListener('abort', resolve));
    expect(await stage.elsewhere.cancel(stage.id, 'The tab was closed.')).toBe(true);
    await told;
    expect(performance.now() - before < 300).toBe(true);
    expect(producer.lost.reason).toEqual({ status: 'stopped', reason: 'The tab was closed.' });
    expect(await reader.end).toBe('complete');
    expect(await stage.log.status(stage.id)).toBe('stopped');
  },

  'cancel: is refused where there is nothing to cancel': async (stage, expect) => {
    expect(await stage.log.cancel(stage.id, 'Why not.')).toBe(false);
    await written(stage, answer);
    expect(await stage.elsewhere.cancel(stage.id, 'Too late.')).toBe(false);
    expect(await stage.log.status(stage.id)).toBe('complete');
  },

  'after its end nothing can be written, and the end stays what it was': async (stage, expect) => {
    const producer = await opened(stage);
    await producer.append(answer.slice(0, 2));
    await stage.elsewhere.cancel(stage.id, 'Enough.');
    expect(await rejectionOf(producer.append(answer.slice(2)))).toBe('aborted');
    await producer.close(complete);
    const reader = read(stage.elsewhere, stage.id);
    expect(await reader.end).toBe('complete');
    expect(reader.entries).toEqual(numbered(answer.slice(0, 2)));
    expect(await stage.elsewhere.status(stage.id)).toBe('stopped');
  },

  'of many who end it at once, one does': async (stage, expect) => {
    const producer = await opened(stage);
    const { log, elsewhere, id } = stage;
    const closing = producer.close({ status: 'truncated' });
    const cancels = Array.from({ length: 10 }, (_, turn) =>
      (turn % 2 ? log : elsewhere).cancel(id, `${turn}`),
    );
    const won = (await Promise.all(cancels)).filter(Boolean).length;
    await closing;
    expect(won <= 1).toBe(true);
    expect(await log.status(id)).toBe(won === 1 ? 'stopped' : 'truncated');
    expect(producer.lost.aborted).toBe(won === 1);
  },
};
