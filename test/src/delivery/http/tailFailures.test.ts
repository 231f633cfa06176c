import { GenerationError } from 'rx-bedrock';
import type { FromSseOptions } from 'rx-bedrock/browser';
import { type GenerationLog, type LogEntry, memoryLog } from 'rx-bedrock/delivery';
import { messageStart, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import { concat, Observable, of, take, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Listener } from '../../../wire/listener.js';
import { endIn, framesOf } from './frames.js';
import { openSite } from './site.js';

const text = 'postgres://user:pw@db: connection refused';
const quickly = { initialDelay: 1, maxDelay: 2 };

/** A log that reads otherwise: `change` is given what it would have read, and which reading it is. */
function logThatReads(
  change: (entries: Observable<LogEntry>, turn: number) => Observable<LogEntry>,
): GenerationLog {
  const log = memoryLog();
  let turn = 0;
  return { ...log, tail: (id, options) => change(log.tail(id, options), turn++) };
}

/** A reader that tells how often it had to come back. */
async function reading(log: GenerationLog, script = [messageStart(), textDelta('so far'), stall()]) {
  const site = await openSite(script, { log });
  const comebacks: string[] = [];
  const onConnection: FromSseOptions['onConnection'] = ({ state }) => comebacks.push(state);
  const options = { init: site.posting, onConnection, reconnect: quickly };
  const listener = new Listener(site.read(site.url, options));
  return { site, listener, waits: () => comebacks.filter((state) => state === 'waiting').length };
}

const own = new Error(text);
const afterTwo = (rest: () => Observable<LogEntry>) => (entries: Observable<LogEntry>) =>
  concat(entries.pipe(take(2)), new Observable<LogEntry>((subscriber) => rest().subscribe(subscriber)));

describe('a tail that fails behind two events', () => {
  it.each<[string, () => Observable<LogEntry>, object, unknown]>([
    ['an error of its own', () => throwError(() => own), { code: 'unknown', retryable: false }, own],
    [
      'a throw of its subscribe',
      () =>
        new Observable(() => {
          throw own;
        }),
      { code: 'unknown', retryable: false },
      own,
    ],
    [
      'what will not pass (unavailable, not to be tried again)',
      () => throwError(() => new GenerationError('unavailable', text, { retryable: false })),
      { code: 'unavailable', retryable: false },
      undefined,
    ],
    [
      'a code of the contract',
      () => throwError(() => new GenerationError('logGap', 'Events are lost.')),
      { code: 'logGap', retryable: false },
      undefined,
    ],
    [
      'an entry that cannot be written',
      () => of({ seq: 3, event: { metadata: 1n } as never }),
      { code: 'protocol', retryable: false },
      undefined,
    ],
    [
      'no entry',
      () => of<LogEntry>(undefined as never),
      { code: 'unknown', retryable: false },
      expect.any(TypeError),
    ],
  ])('with %s says so at once, with all that had arrived', async (_what, rest, expected, told) => {
    const { site, listener, waits } = await reading(logThatReads(afterTwo(rest)));
    const error = await listener.fails();
    expect(error).toMatchObject({ ...expected, partial: { message: { content: [{ text: 'so far' }] } } });
    expect(error.message).not.toContain('postgres');
    expect(waits()).toBe(0);
    expect(site.errors).toEqual(told === undefined ? [] : [told]);
  });

  it('with what may pass (unavailable) is read again, and misses nothing', async () => {
    const away = new GenerationError('unavailable', text);
    const log = logThatReads((entries, turn) =>
      turn === 1 ? afterTwo(() => throwError(() => away))(entries) : entries,
    );
    const { site, listener, waits } = await reading(log, textMessage('so far, so good'));
    expect(await listener.end).toBe('complete');
    expect(listener.text).toBe('so far, so good');
    expect(waits()).toBeGreaterThan(0);
    expect(site.errors).toEqual([away]);
  });
});

it('a tail that throws at the call says so at once to who reads on', async () => {
  const log = logThatReads((entries, turn) => {
    // The first is looked at by POST, the second read, the third is that of who comes back.
    if (turn === 2) throw own;
    return turn === 1
      ? concat(
          entries.pipe(take(2)),
          throwError(() => new GenerationError('unavailable', '')),
        )
      : entries;
  });
  const { listener, waits } = await reading(log);
  const error = await listener.fails();
  expect(error).toMatchObject({ code: 'unknown', partial: { message: { content: [{ text: 'so far' }] } } });
  expect(waits()).toBe(1);
});

describe('a log that does not say how a generation ended', () => {
  /** The path of a POST is looked up before: that works. */
  function logThatSays(status: () => Promise<never>): GenerationLog {
    const log = memoryLog();
    let turn = 0;
    return { ...log, status: (id) => (turn++ === 0 ? log.status(id) : status()) };
  }

  it.each<[string, () => Promise<never>]>([
    ['rejects', () => Promise.reject(own)],
    [
      'throws',
      () => {
        throw own;
      },
    ],
  ])('as its status %s: the last frame says that something failed', async (_what, status) => {
    const site = await openSite(textMessage('so far'), { log: logThatSays(status) });
    expect(endIn(await framesOf(await site.post()))).toEqual({
      status: 'failed',
      code: 'unknown',
      message: 'Something failed on the server.',
      retryable: false,
    });
    expect(site.errors).toEqual([own]);
  });

  it('as it is away: who reads comes back', async () => {
    const away = new GenerationError('unavailable', text);
    const log = logThatSays(() => Promise.reject(away));
    const site = await openSite(textMessage('so far'), { log });
    const frames = await framesOf(await site.post());
    expect(frames.at(-1)?.event).toBe('metadata');
    expect(site.errors).toEqual([away]);
  });
});
