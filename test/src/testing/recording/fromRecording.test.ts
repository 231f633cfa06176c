import { tapTiming, type Timing } from 'rx-bedrock/operators';
import { fromRecording, recordGeneration, vocabulary } from 'rx-bedrock/testing';
import { defer, of, queueScheduler, take, VirtualTimeScheduler } from 'rxjs';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { watch } from '../../../../src/testing/probe.js';
import { expectComplaint } from '../../../complaints.js';
import { drawn } from '../../../drawn.js';
import { marbles } from '../../../marbles.js';
import { recorded, timed } from './recorded.js';
import { answer, broken, cut } from './recordings.js';

const { s, a, b, e } = vocabulary;

describe('fromRecording', () => {
  it(
    'does what its diagram draws',
    drawn('src/testing/recording/fromRecording.ts', ({ cold, shows }) => {
      const lines: string[] = [];
      const record = recordGeneration({ write: (line) => lines.push(line) });
      const generation = cold('recorded', vocabulary, cut).pipe(record);
      generation.subscribe({ error: () => undefined });
      shows(
        'fromRecording(recording)',
        defer(() => fromRecording(lines)),
        vocabulary,
        cut,
      );
    }),
  );

  it(
    'plays the same events after the same pauses, and the same end',
    marbles((t) => {
      t.expect(fromRecording(answer)).toBeObservable('--s 99ms (ab) 894ms e----|', vocabulary);
      t.expect(fromRecording(broken)).toBeObservable('s-a-#', vocabulary, cut);
    }),
  );

  it(
    'plays faster, slower, or at once',
    marbles((t) => {
      const at = (speed: number) => fromRecording(answer, { speed });
      t.expect(at(2)).toBeObservable('-s 49ms (ab) 445ms e 1.5ms |', vocabulary);
      t.expect(at(0.1)).toBeObservable('20ms s 999ms (ab) 8976ms e 49ms |', vocabulary);
      t.expect(at(Number.POSITIVE_INFINITY)).toBeObservable('(sabe|)', vocabulary);
    }),
  );

  it('plays at once before subscribe() returns, and needs no timer for it', () => {
    const scheduler = new VirtualTimeScheduler();
    const { seen } = watch(fromRecording(answer, { speed: Number.POSITIVE_INFINITY, scheduler }));
    expect(seen).toEqual({ values: [s, a, b, e], ends: ['complete'] });
    expect(scheduler.actions).toEqual([]);
  });

  it('plays it from the start for every subscription', () => {
    const played = fromRecording(answer, { speed: Number.POSITIVE_INFINITY });
    expect(watch(played).seen).toEqual(watch(played).seen);
  });

  it('stops when it is left, also in the middle of what comes at once', () => {
    const scheduler = new VirtualTimeScheduler();
    const { subscription } = watch(fromRecording(answer, { scheduler }));
    expect(scheduler.actions).toHaveLength(1);
    subscription.unsubscribe();
    scheduler.flush();
    expect(scheduler.frame).toBe(0);
    const { seen } = watch(fromRecording(answer, { speed: Number.POSITIVE_INFINITY }).pipe(take(2)));
    expect(seen).toEqual({ values: [s, a], ends: ['complete'] });
  });

  it('reads no further when it is left', () => {
    const parse = vi.spyOn(JSON, 'parse');
    onTestFinished(() => {
      parse.mockRestore();
    });
    watch(fromRecording(answer, { speed: Number.POSITIVE_INFINITY }).pipe(take(1)));
    // The head, the first event, and the next one, which is ready when its time comes.
    expect(parse).toHaveBeenCalledTimes(3);
  });

  it('takes lines, with or without the line feed, and lines of Windows', () => {
    const lines = answer.trimEnd().split('\n');
    for (const recording of [
      lines,
      lines.map((line) => `${line}\n`),
      answer.replaceAll('\n', '\r\n'),
      `\n${answer}\n`,
    ]) {
      expect(watch(fromRecording(recording, { speed: Number.POSITIVE_INFINITY })).seen).toEqual({
        values: [s, a, b, e],
        ends: ['complete'],
      });
    }
  });
});

describe('in real time', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('makes the true pauses, and no timer is left', async () => {
    vi.useFakeTimers();
    let timing: Timing | undefined;
    watch(fromRecording(answer).pipe(tapTiming((told) => (timing = told))));
    await vi.runAllTimersAsync();
    expect(timing).toMatchObject({ ended: 'completed', total: 1005, firstEvent: 2, firstText: 102 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets a late timer delay nothing but what it is for', () => {
    vi.useFakeTimers();
    const { seen } = watch(fromRecording(answer));
    vi.advanceTimersByTime(50);
    // The loop was busy, and the timers come late.
    vi.setSystemTime(Date.now() + 500);
    vi.advanceTimersByTime(52);
    expect(seen.values).toEqual([s, a, b]);
    vi.advanceTimersByTime(398);
    expect(seen.values).toEqual([s, a, b, e]);
  });

  it('goes on when the clock of the computer is put back', () => {
    vi.useFakeTimers();
    const { seen } = watch(fromRecording(answer));
    vi.advanceTimersByTime(50);
    vi.setSystemTime(Date.now() - 3_600_000);
    vi.advanceTimersByTime(2_000);
    expect(seen.ends).toEqual(['complete']);
  });

  it('waits longer than a timer can', () => {
    vi.useFakeTimers();
    const month = 30 * 24 * 3_600_000;
    const { seen } = watch(fromRecording(recorded(timed([[month, s]]))));
    vi.advanceTimersByTime(month - 1);
    expect(seen.values).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(seen.values).toEqual([s]);
  });
});

it.each<[string, unknown, string, string]>([
  ['The recording is undefined', undefined, 'text, or an iterable of lines', 'readFileSync'],
  [
    'The recording is an object (Promise)',
    Promise.resolve(''),
    'text, or an iterable of lines',
    'readFileSync',
  ],
  ['The recording is an object (Uint8Array)', Buffer.from(answer), 'text, or an iterable of lines', "'utf8'"],
])('refuses: %s', (value, recording, rule, fix) => {
  expectComplaint(() => fromRecording(recording as string), { type: TypeError, value, rule, fix });
});

it.each<[string, unknown, new (message: string) => Error, string]>([
  ['options.speed is 0', { speed: 0 }, RangeError, 'a number above 0'],
  ['options.speed is -1', { speed: -1 }, RangeError, 'a number above 0'],
  ['options.speed is NaN', { speed: Number.NaN }, RangeError, 'a number above 0'],
  ['options.speed is "2"', { speed: '2' }, TypeError, 'a number above 0'],
  ['options.scheduler is an object', { scheduler: { now: () => 1 } }, TypeError, 'a scheduler'],
  ['The options of fromRecording() is null', null, TypeError, 'an object'],
])('refuses: %s', (value, options, type, rule) => {
  const fix = value.includes('scheduler') ? 'leave it out' : 'Pass';
  expectComplaint(() => fromRecording(answer, options as object), { type, value, rule, fix });
});

it('takes any scheduler', () => {
  expect(
    watch(
      fromRecording(
        recorded(() => of(s)),
        { scheduler: queueScheduler },
      ),
    ).seen.values,
  ).toEqual([s]);
});
