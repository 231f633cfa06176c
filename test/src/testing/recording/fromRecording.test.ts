import fc from 'fast-check';
import { converse, type ConverseEvent, GenerationError, toOutcome, userMessage } from 'rx-bedrock';
import { multicastReplay, settleOutcome, tapTiming, type Timing } from 'rx-bedrock/operators';
import { fromRecording, recordGeneration, scriptedClient, textMessage, vocabulary } from 'rx-bedrock/testing';
import {
  defer,
  EMPTY,
  from,
  lastValueFrom,
  of,
  queueScheduler,
  take,
  throwError,
  VirtualTimeScheduler,
} from 'rxjs';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { watch } from '../../../../src/testing/probe.js';
import { expectComplaint } from '../../../complaints.js';
import { drawn } from '../../../drawn.js';
import { marbles } from '../../../marbles.js';
import { unknownDelta, unknownEvent } from '../../../operators/oddEvents.js';
import { generations, recorded, timed } from './recorded.js';

const { s, a, b, e, m } = vocabulary;
const cut = new GenerationError('truncated', 'The stream was cut.');
const answer = recorded(
  timed(
    [
      [2, s],
      [100, a],
      [0, b],
      [898, e],
    ],
    [5, EMPTY],
  ),
);
const broken = recorded(
  timed(
    [
      [0, s],
      [2, a],
    ],
    [2, throwError(() => cut)],
  ),
);

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

describe('what comes back', () => {
  const overFile = (events: readonly ConverseEvent[]) =>
    watch(
      fromRecording(
        recorded(() => from(events)),
        { speed: Number.POSITIVE_INFINITY },
      ),
    ).seen.values;

  it('is the same event, with its bytes, and known or not', () => {
    const bytes = {
      contentBlockDelta: {
        contentBlockIndex: 0,
        delta: { image: { source: { bytes: Uint8Array.of(0, 255) } } },
      },
    };
    const lookalike = {
      contentBlockDelta: { contentBlockIndex: 0, delta: { toolResult: [{ json: { $bytes: 'AP8=' } }] } },
    };
    const text = { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'a\r\n\u2028👩‍🚀\ud800' } } };
    const events = [bytes, lookalike, text, unknownEvent, unknownDelta];
    expect(overFile(events)).toStrictEqual(events);
  });

  it('has the response in its outcome, and in its error', async () => {
    const lines: string[] = [];
    const upstream = recordGeneration({ write: (line) => lines.push(line) });
    const input = { modelId: 'any', messages: [userMessage('Hi')] };
    const outcome = await toOutcome(converse(scriptedClient([s, a]), input, { upstream }));
    const again = await lastValueFrom(fromRecording(lines).pipe(settleOutcome()));
    expect(again).toMatchObject({ status: 'truncated', response: { requestId: 'scripted-1', attempts: 1 } });
    expect(again).toEqual(outcome);
  });

  it('has the response also in a message that is whole', async () => {
    const lines: string[] = [];
    const upstream = recordGeneration({ write: (line) => lines.push(line) });
    const input = { modelId: 'any', messages: [userMessage('Hi')] };
    await toOutcome(converse(scriptedClient([s, a, e]), input, { upstream }));
    const { status, response } = await toOutcome(fromRecording(lines));
    expect({ status, response }).toEqual({
      status: 'complete',
      response: { requestId: 'scripted-1', attempts: 1 },
    });
  });

  it('is stopped again where it was', async () => {
    const stopped = recorded(
      timed(
        [
          [0, s],
          [0, a],
        ],
        [3, EMPTY],
      ),
    );
    expect((await toOutcome(fromRecording(stopped))).status).toBe('stopped');
  });

  it('has a cause with the name and the message that it had', () => {
    const cause = Object.assign(new Error('Slow down.'), { name: 'ThrottlingException' });
    const text = recorded(() => throwError(() => new GenerationError('throttled', 'Wait.', { cause })));
    const [error] = watch(fromRecording(text)).seen.ends;
    expect(error).toBeInstanceOf(GenerationError);
    expect(error).toMatchObject({ code: 'throttled', retryable: true, message: 'throttled: Wait.' });
    expect((error as GenerationError).cause).toMatchObject({
      name: 'ThrottlingException',
      message: 'Slow down.',
    });
  });

  it('can be shared like any generation', async () => {
    const shared = fromRecording(broken).pipe(multicastReplay());
    const [first, second] = await Promise.all([toOutcome(shared), toOutcome(shared)]);
    expect(first).toMatchObject({ status: 'truncated', message: { content: [{ text: 'a' }] } });
    expect(second).toEqual(first);
  });
});

describe('record, play, record', () => {
  it('is the same file, byte for byte', () => {
    fc.assert(
      fc.property(generations, (generation) => {
        const first = recorded(generation);
        expect(recorded((scheduler) => fromRecording(first, { scheduler }))).toBe(first);
      }),
    );
  });

  it('is the same file also where the clock has fractions, and the play begins at another time', () => {
    const first = answer.replaceAll('"at":102', '"at":101.917');
    const scheduler = new VirtualTimeScheduler();
    const lines: string[] = [];
    scheduler.schedule(() => {
      watch(
        fromRecording(first, { scheduler }).pipe(
          recordGeneration({ scheduler, write: (line) => lines.push(line) }),
        ),
      );
    }, 33.3);
    scheduler.flush();
    expect(lines.join('')).toBe(first);
  });

  it('at another speed has times that are as much shorter', () => {
    const first = recorded(
      timed(
        [
          [10, s],
          [20, e],
        ],
        [30, EMPTY],
      ),
    );
    const second = recorded((scheduler) => fromRecording(first, { scheduler, speed: 10 }));
    expect(second.match(/(?<="at":)\d+/g)).toEqual(['1', '3', '6']);
  });
});

describe('a recording that cannot be read', () => {
  const lines = broken.trimEnd().split('\n');
  const [head, start, delta, end] = lines as [string, string, string, string];

  it.each<[string, readonly string[], unknown[], RegExp]>([
    [
      'is empty',
      [],
      [],
      /^protocol: Line 1 of the recording is "", .* Pass what recordGeneration\(\) has written/,
    ],
    ['is something else', ['{"hello":"world"}'], [], /Line 1 of the recording is "\{\\"hello/],
    ['is not even JSON', ['hello'], [], /Line 1 of the recording is "hello"/],
    ['has lost its head', [start, delta, end], [], /Line 1 /],
    [
      'is of a later version',
      [head.replace('"version":1', '"version":2'), start],
      [],
      /The version in line 1 of the recording is 2, but it must be 1\. Update rx-bedrock/,
    ],
    [
      'has nothing but a head',
      [head],
      [],
      /Line 1 .* must be followed by how it ended\. The recording was cut/,
    ],
    [
      'has no end',
      [head, start, delta],
      [s, a],
      /Line 3 .* must be followed by how it ended\. The recording was cut/,
    ],
    [
      'was cut in a line',
      [head, start, delta.slice(0, 30)],
      [s],
      /Line 3 .* must be whole\. The recording was cut/,
    ],
    ['was cut in its last line', [head, start, delta, end.slice(0, -1)], [s, a], /Line 4 .* must be whole/],
    [
      'has a bad line',
      [head, start, 'oops', delta, end],
      [s],
      /Line 3 of the recording is "oops", but it must be an event/,
    ],
    [
      'has a bad line after a blank one',
      [head, start, '', 'oops', end],
      [s],
      /Line 4 of the recording is "oops"/,
    ],
    ['has a line without a time', [head, start, '{"event":{}}', end], [s], /Line 3 /],
    ['has a line with a negative time', [head, '{"at":-1,"event":{}}', end], [], /Line 2 /],
    ['has a line with an endless time', [head, '{"at":1e999,"event":{}}', end], [], /Line 2 /],
    [
      'has a line with bytes that are none',
      [head, '{"at":0,"event":{"a":{"$bytes":"!"}}}', end],
      [],
      /Line 2 /,
    ],
    ['has an end of another kind', [head, start, '{"at":9,"end":"later"}'], [s], /Line 3 /],
    ['has an error without a code', [head, start, '{"at":9,"end":"error","error":{}}'], [s], /Line 3 /],
    [
      'goes back in time',
      [head, delta, start, end],
      [a],
      /Line 3 .* no earlier than the line before, at 2\./,
    ],
    [
      'has another in it',
      [head, start, head, start, end],
      [s],
      /Line 3 .* Give every generation a file of its own/,
    ],
    [
      'has another behind it',
      [head, start, end, head, start, end],
      [s],
      /Line 4 .* absent, as the line before is the end\. Give every generation a file of its own/,
    ],
    ['goes on behind its end', [head, start, end, 'more'], [s], /Line 4 is "more"|Line 4 .* Remove it/],
  ])('because it %s names the line, after all that came before', (_name, given, values, message) => {
    const { seen } = watch(fromRecording(given, { speed: Number.POSITIVE_INFINITY }));
    expect(seen.values).toEqual(values);
    const [error] = seen.ends as GenerationError[];
    expect(error).toBeInstanceOf(GenerationError);
    expect(error).toMatchObject({ code: 'protocol', retryable: false });
    expect(error!.message).toMatch(message);
  });

  it('is read with a byte order mark, which some shells begin a file with', () => {
    const { seen } = watch(
      fromRecording(`\uFEFF${[head, start, end].join('\n')}`, { speed: Number.POSITIVE_INFINITY }),
    );
    expect(seen).toMatchObject({ values: [s], ends: [{ code: 'truncated' }] });
  });

  it('gives what came before as the partial, and at its time', () => {
    const scheduler = new VirtualTimeScheduler();
    const { seen } = watch(fromRecording([head, start, delta], { scheduler }));
    scheduler.flush();
    expect(scheduler.frame).toBe(2);
    expect((seen.ends[0] as GenerationError).partial.message.content).toEqual([{ text: 'a' }]);
  });

  it('cut anywhere ends in an error, and every event before the cut comes', () => {
    const whole = recorded(() => of(...textMessage('Hello, my world.'), m));
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 2 }), (length) => {
        const text = whole.slice(0, length);
        const { seen } = watch(fromRecording(text, { speed: Number.POSITIVE_INFINITY }));
        expect(seen.ends).toHaveLength(1);
        expect(seen.ends[0]).toMatchObject({ code: 'protocol' });
        const lineFeeds = text.split('\n').length - 1;
        expect(seen.values.length).toBeGreaterThanOrEqual(lineFeeds - 1);
      }),
    );
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
