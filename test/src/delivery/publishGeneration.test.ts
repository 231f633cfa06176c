import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import { fromLog, type GenerationLog, memoryLog, publishGeneration } from 'rx-bedrock/delivery';
import { messageStart, textDelta, textMessage } from 'rx-bedrock/testing';
import {
  concat,
  EMPTY,
  finalize,
  from,
  lastValueFrom,
  NEVER,
  Observable,
  of,
  Subject,
  throwError,
  toArray,
} from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { logWith } from './logWith.js';

const answer = textMessage('Many hands make light work.');

/** A source that tells how often it was subscribed to, and left. */
function watched(source: Observable<ConverseEvent>) {
  const counts = { begun: 0, left: 0 };
  const events = new Observable<ConverseEvent>((subscriber) => {
    counts.begun += 1;
    return source.pipe(finalize(() => (counts.left += 1))).subscribe(subscriber);
  });
  return { events, counts };
}

async function publish(source: Observable<ConverseEvent>, log: GenerationLog = memoryLog(), options = {}) {
  return (await publishGeneration(log, 'an-id', source, options))!;
}

function circular(): object {
  const event = { later: {} };
  event.later = event;
  return event;
}

describe('publishGeneration', () => {
  it('writes all that the source says, and its end', async () => {
    const log = memoryLog();
    const { ended } = await publish(from(answer), log);
    expect(await ended).toEqual({ status: 'complete' });
    const read = await lastValueFrom(fromLog(log, 'an-id').pipe(toArray()));
    expect(read).toEqual([answer[0], textDelta('Many hands make light work.'), ...answer.slice(-3)]);
  });

  it('does not subscribe to the source where somebody else has the id', async () => {
    const log = memoryLog();
    await publish(NEVER, log);
    const { events, counts } = watched(from(answer));
    expect(await publishGeneration(log, 'an-id', events)).toBeNull();
    expect(counts.begun).toBe(0);
  });

  it('tells a stop from an end', async () => {
    const log = memoryLog();
    expect(await (await publish(from(answer.slice(0, 3)), log)).ended).toEqual({ status: 'stopped' });
    expect(await (await publish(EMPTY)).ended).toEqual({ status: 'stopped' });
    expect(await log.status('an-id')).toBe('stopped');
  });

  it.each([
    [new GenerationError('throttled', 'Slow down.', { response: { requestId: 'r', attempts: 2 } }), 'failed'],
    [new GenerationError('timeout', 'Silence.'), 'timedOut'],
    [new GenerationError('budget', 'Enough.'), 'stopped'],
  ])('keeps what %s says', async (error, status) => {
    const log = memoryLog();
    const { ended } = await publish(
      concat(
        from(answer.slice(0, 3)),
        throwError(() => error),
      ),
      log,
    );
    const { code, retryable, response } = error;
    expect(await ended).toMatchObject({
      status,
      error: { code, retryable, ...(response ? { response } : {}) },
    });
    await expect(lastValueFrom(fromLog(log, 'an-id'))).rejects.toMatchObject({
      message: error.message,
      code,
      retryable,
      ...(response ? { response } : {}),
      partial: { message: { content: [{ text: 'Many hands' }] } },
    });
  });

  it('makes an error of other code one with code unknown', async () => {
    const { ended } = await publish(throwError(() => new Error('Oh.')));
    expect(await ended).toMatchObject({ status: 'failed', error: { code: 'unknown', message: 'Oh.' } });
  });

  it.each([
    ['a text', 'Hello', '"Hello"'],
    ['nothing', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a number', 7, '7'],
    ['an array', [messageStart()], 'an array'],
  ])('ends with protocol where the source emits %s, and leaves it', async (_what, other: unknown, shown) => {
    const log = memoryLog();
    const { events, counts } = watched(concat(from(answer.slice(0, 3)), of(other as ConverseEvent), NEVER));
    const { ended } = await publish(events, log);
    const message = `What the source emitted is ${shown}, but it must be an event of ConverseStream.`;
    expect(await ended).toMatchObject({
      status: 'failed',
      error: { code: 'protocol', retryable: false, message: expect.stringContaining(message) as unknown },
    });
    expect(counts.left).toBe(1);
    await expect(lastValueFrom(fromLog(log, 'an-id'))).rejects.toMatchObject({
      code: 'protocol',
      partial: { message: { content: [{ text: 'Many hands' }] } },
    });
  });

  it.each([
    ['goes in a circle', circular()],
    ['holds a bigint', { metadata: { usage: { totalTokens: 1n } } }],
  ])('ends with protocol where an event cannot be written: %s', async (_what, event) => {
    const { events, counts } = watched(concat(of(event as unknown as ConverseEvent), NEVER));
    const { ended } = await publish(events);
    expect(await ended).toMatchObject({ error: { code: 'protocol', message: /cannot be written as JSON/ } });
    expect(counts.left).toBe(1);
  });

  it('ends, whatever is thrown by an event that is looked at', async () => {
    const event = {
      get messageStop(): never {
        throw new Error('Do not look.');
      },
    };
    const { ended } = await publish(concat(of(event as unknown as ConverseEvent), NEVER));
    expect(await ended).toMatchObject({
      status: 'failed',
      error: { code: 'unknown', message: 'Do not look.' },
    });
  });

  it('leaves the source as soon as the generation is cancelled', async () => {
    const log = memoryLog();
    const { events, counts } = watched(concat(from(answer.slice(0, 3)), NEVER));
    const { ended } = await publish(events, log);
    await log.cancel('an-id', 'The user has left.');
    expect(counts).toEqual({ begun: 1, left: 1 });
    expect(await ended).toEqual({ status: 'stopped', reason: 'The user has left.' });
  });

  it('leaves a synchronous source half-way when a reader cancels', async () => {
    const log = memoryLog();
    let sent = 0;
    const source = new Observable<ConverseEvent>((subscriber) => {
      for (sent = 0; sent < 1_000 && !subscriber.closed; sent++) {
        subscriber.next(textDelta('on and on '));
        if (sent === 10) void log.cancel('an-id', 'Enough.');
      }
    });
    const { ended } = await publish(source, log);
    expect((await ended).status).toBe('stopped');
    expect(sent).toBeLessThan(20);
  });

  it('leaves the source when the log refuses, and says why', async () => {
    const { events, counts } = watched(concat(from(answer), NEVER));
    const log = memoryLog({ maxLength: 100 });
    const { ended } = await publish(events, log);
    expect(await ended).toMatchObject({ status: 'stopped', error: { code: 'budget' } });
    expect(counts.left).toBe(1);
    await expect(lastValueFrom(fromLog(log, 'an-id'))).rejects.toMatchObject({ code: 'budget' });
  });

  it.each<[string, GenerationLog, Observable<ConverseEvent>, unknown, Record<string, unknown>, RegExp]>([
    ['no log', {} as GenerationLog, NEVER, 'an-id', {}, /^log is an object/],
    ['no source', memoryLog(), 7 as never, 'an-id', {}, /The source of publishGeneration\(\) is 7/],
    [
      'a batch that cannot be waited for',
      memoryLog(),
      NEVER,
      'an-id',
      { batchMs: -1 },
      /options\.batchMs is -1/,
    ],
    [
      'a patience that is none',
      memoryLog(),
      NEVER,
      'an-id',
      { cancelWhenUnwatched: '1' },
      /cancelWhenUnwatched/,
    ],
  ])('refuses %s at the call', (_name, log, source, id, options, message) => {
    expect(() => publishGeneration(log, id as string, source, options)).toThrow(message);
  });

  it.each([
    [{ leaseMs: 50 }, /options\.leaseMs is 50/],
    [{ ttlMs: 1_000, leaseMs: 3_000 }, /options\.ttlMs is 1000/],
  ])('refuses %o at the call, as a log would', (options, message) => {
    const log = memoryLog();
    const open = vi.spyOn(log, 'open');
    expect(() => publishGeneration(log, 'an-id', NEVER, options)).toThrow(message);
    expect(open).not.toHaveBeenCalled();
  });
});

describe('publishGeneration, in time', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('writes the first event at once and the others together, their deltas merged', async () => {
    const writes: (readonly ConverseEvent[])[] = [];
    const log = logWith((producer) => ({
      append(events) {
        writes.push(events);
        return producer.append(events);
      },
    }));
    const source = new Subject<ConverseEvent>();
    await publish(source, log, { batchMs: 20 });
    source.next(messageStart());
    source.next(textDelta('a'));
    source.next(textDelta('b'));
    source.next(textDelta('c', 1));
    expect(writes).toEqual([[messageStart()]]);
    await vi.advanceTimersByTimeAsync(20);
    expect(writes.slice(1)).toEqual([[textDelta('ab'), textDelta('c', 1)]]);
    source.next(textDelta('d'));
    source.complete();
    await vi.advanceTimersByTimeAsync(0);
    expect(writes.slice(2)).toEqual([[textDelta('d')]]);
    expect(vi.getTimerCount()).toBe(1); // the log's own, for the time to live
  });

  it('gathers for as long as a write takes: one write at a time', async () => {
    let running = 0;
    let most = 0;
    const sizes: number[] = [];
    const log = logWith((producer) => ({
      async append(events) {
        most = Math.max(most, ++running);
        sizes.push(events.length);
        await new Promise((resolve) => setTimeout(resolve, 500));
        running -= 1;
        return producer.append(events);
      },
    }));
    const source = new Subject<ConverseEvent>();
    await publish(source, log);
    for (let turn = 0; turn < 1_000; turn++) {
      source.next(textDelta(`${turn} `));
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(most).toBe(1);
    expect(sizes).toEqual([1, 1]);
  });

  it('renews the lease while there is nothing to write', async () => {
    const log = memoryLog();
    await publish(NEVER, log, { leaseMs: 300 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await log.status('an-id')).toBe('connecting');
  });

  it.each<[string, () => Promise<never>]>([
    ['does not answer', () => new Promise<never>(() => undefined)],
    ['cannot be asked', () => Promise.reject(new Error('No.'))],
    [
      'throws at the call',
      () => {
        throw new Error('No.');
      },
    ],
  ])('gives up, and leaves the source, when the log %s for a lease', async (_name, answer) => {
    const { events, counts } = watched(concat(of(messageStart()), NEVER));
    const { signal: lost } = new AbortController();
    const silent = logWith(() => ({ lost, renew: answer, close: answer }));
    const { ended } = await publish(events, silent, { leaseMs: 300 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(counts.left).toBe(1);
    const { error } = await ended;
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(error!.message).toMatch(
      /^The log could not be written for 4\d\d ms, longer than the lease of 300 ms: /,
    );
  });

  it('stops when nobody has been reading for as long as it was told', async () => {
    const log = memoryLog();
    const { events, counts } = watched(concat(of(messageStart()), NEVER));
    const { ended } = await publish(events, log, { cancelWhenUnwatched: 1_000 });
    await vi.advanceTimersByTimeAsync(700);
    const reader = fromLog(log, 'an-id').subscribe();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(counts.left).toBe(0);
    reader.unsubscribe();
    // Two seconds more, for who has just left.
    await vi.advanceTimersByTimeAsync(2_700);
    expect(counts.left).toBe(0);
    await vi.advanceTimersByTimeAsync(800);
    expect(counts.left).toBe(1);
    expect(await ended).toEqual({ status: 'stopped', reason: 'Nobody has been reading for 1000 ms.' });
    expect(await log.status('an-id')).toBe('stopped');
  });

  it('goes on while readers come and go, also when none is there at the moments that it looks', async () => {
    const log = memoryLog();
    const { events, counts } = watched(concat(of(messageStart()), NEVER));
    await publish(events, log, { cancelWhenUnwatched: 4_000 });
    for (let second = 0; second < 20; second += 1) {
      await vi.advanceTimersByTimeAsync(300);
      const reader = fromLog(log, 'an-id').subscribe();
      await vi.advanceTimersByTimeAsync(400);
      reader.unsubscribe();
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(counts.left).toBe(0);
  });

  it.each<[string, () => Promise<never>]>([
    ['rejects', () => Promise.reject(new Error('No.'))],
    [
      'throws',
      () => {
        throw new Error('No.');
      },
    ],
  ])('does not take a log that cannot tell, as it %s, for one that nobody reads', async (_how, isWatched) => {
    const { events, counts } = watched(NEVER);
    const log = logWith(() => ({ isWatched }));
    await publish(events, log, { cancelWhenUnwatched: 500 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(counts.left).toBe(0);
  });
});
