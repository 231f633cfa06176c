import { type ConverseEvent, converse, GenerationError, toOutcome, userMessage } from 'rx-bedrock';
import { recordGeneration, scriptedClient, stall, textDelta, vocabulary } from 'rx-bedrock/testing';
import { EMPTY, of, Subject, take, throwError, timer, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { watch } from '../../../../src/testing/probe.js';
import { reportedDuring } from '../../../../src/testing/reported.js';
import { expectComplaint, refusesOtherSources } from '../../../complaints.js';
import { conforms } from '../../../conformance.js';
import { drawn } from '../../../drawn.js';
import { marbles } from '../../../marbles.js';
import { recorded, timed } from './recorded.js';

const { s, a, b, e, m } = vocabulary;
const head = '{"format":"rx-bedrock recording","version":1}';
const input = { modelId: 'any', messages: [userMessage('A secret')] };

/** What a recording says, line by line. */
const linesIn = (text: string) => {
  expect(text).toMatch(/\n$/);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
};

describe('recordGeneration', () => {
  const throwing = recordGeneration({
    write(line) {
      if (line.includes('event')) throw new Error('The disk is full.');
    },
  });
  conforms(recordGeneration({ write: () => undefined }), { throwing });
  refusesOtherSources('recordGeneration', recordGeneration({ write: () => undefined }));

  it(
    'does what its diagram draws',
    drawn('src/testing/recording/recordGeneration.ts', ({ cold, shows }) => {
      const written = new Subject<string>();
      const write = (line: string) => written.next(Object.keys(JSON.parse(line) as object).join());
      shows('write', written, {
        ...{ s: 'at,event', a: 'at,event', b: 'at,event', e: 'at,event', m: 'at,event' },
        h: Object.keys(JSON.parse(head) as object).join(),
        l: 'at,end',
      });
      const recorded = cold('in', vocabulary).pipe(recordGeneration({ write }));
      shows('recordGeneration({ write })', recorded, vocabulary);
    }),
  );

  it(
    'writes a head, each event with its time, and how it ended, and changes nothing',
    marbles((m) => {
      const write = vi.fn<(line: string) => void>();
      const source = m.cold('-s-a-b-#', vocabulary, new GenerationError('truncated', 'The stream was cut.'));
      m.expect(source.pipe(recordGeneration({ write }))).toBeObservable('-s-a-b-#', vocabulary, {
        code: 'truncated',
      });
      m.flush();
      expect(write.mock.calls.map(([line]) => line)).toEqual([
        `${head}\n`,
        '{"at":1,"event":{"messageStart":{"role":"assistant"}}}\n',
        '{"at":3,"event":{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":"a"}}}}\n',
        '{"at":5,"event":{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":"b"}}}}\n',
        '{"at":7,"end":"error","error":{"code":"truncated","message":"The stream was cut.","retryable":false}}\n',
      ]);
    }),
  );

  it('takes the time from the subscription on, by the scheduler that it is given', () => {
    const scheduler = new VirtualTimeScheduler();
    const lines: string[] = [];
    const source = timed([[7, s]])(scheduler);
    scheduler.schedule(() => {
      source.pipe(recordGeneration({ write: (line) => lines.push(line), scheduler })).subscribe();
    }, 100);
    scheduler.flush();
    expect(lines[1]).toContain('{"at":7,');
  });

  it('keeps fractions of a millisecond where the clock has them, without their noise', () => {
    const times = [0.1, 0.3, 0.3, 0.3];
    const lines: string[] = [];
    const scheduler = { now: () => times.shift() ?? 1 };
    of(s)
      .pipe(recordGeneration({ write: (line) => lines.push(line), scheduler }))
      .subscribe();
    expect(0.3 - 0.1).not.toBe(0.2);
    expect(lines[1]).toContain('{"at":0.2,');
  });

  it('never goes back in time, also when the clock of the computer does', () => {
    const times = [1_000, 1_005, 400];
    const lines: string[] = [];
    const scheduler = { now: () => times.shift() ?? 407 };
    of(s, a)
      .pipe(recordGeneration({ write: (line) => lines.push(line), scheduler }))
      .subscribe();
    expect(lines.join('').match(/(?<="at":)\d+/g)).toEqual(['5', '5', '12']);
  });

  it('writes before it hands on: what was seen is in the file', () => {
    const lines: string[] = [];
    const seen = vi.fn(() => lines.length);
    of(s, a)
      .pipe(recordGeneration({ write: (line) => lines.push(line) }))
      .subscribe({ next: seen, complete: seen });
    expect(seen.mock.results.map(({ value }) => value as number)).toEqual([2, 3, 4]);
  });

  it('writes one recording for each subscription', () => {
    const lines: string[] = [];
    const result = of(s).pipe(recordGeneration({ write: (line) => lines.push(line) }));
    result.subscribe();
    const first = lines.splice(0);
    result.subscribe();
    expect(lines.length).toBe(first.length);
    expect(lines[0]).toBe(first[0]);
  });

  it('tags bytes', () => {
    const image: ConverseEvent = {
      contentBlockDelta: {
        contentBlockIndex: 0,
        delta: { image: { source: { bytes: Uint8Array.of(0, 255) } } },
      },
    };
    expect(recorded(() => of(image))).toContain('"image":{"source":{"bytes":{"$bytes":"AP8="}}}');
  });

  it('leaves the request out, unless it is told to put it in', () => {
    expect(linesIn(recorded(() => EMPTY))[0]).toEqual({ format: 'rx-bedrock recording', version: 1 });
    expect(recorded(() => EMPTY, { request: input })).toContain('"request":{"modelId":"any","messages":[{');
    expect(linesIn(recorded(() => EMPTY, { request: { modelId: 'any' } }))[0]).toMatchObject({
      request: { modelId: 'any' },
    });
  });
});

describe('how it ended', () => {
  const endOf = (text: string) => linesIn(text).at(-1);

  it('is complete with a messageStop', () => {
    expect(
      endOf(
        recorded(
          timed(
            [
              [1, s],
              [2, e],
            ],
            [3, EMPTY],
          ),
        ),
      ),
    ).toEqual({ at: 6, end: 'complete' });
  });

  it('is stopped where it completes without one, or is left', () => {
    expect(endOf(recorded(timed([[1, s]], [3, EMPTY])))).toEqual({ at: 4, end: 'stopped' });
    const lines: string[] = [];
    const { subscription } = watch(
      new Subject<ConverseEvent>().pipe(recordGeneration({ write: (line) => lines.push(line) })),
    );
    subscription.unsubscribe();
    expect(linesIn(lines.join('')).at(-1)).toMatchObject({ end: 'stopped' });
  });

  it('is complete where it was left after the messageStop, as an outcome has it', () => {
    const lines: string[] = [];
    of(s, e, m)
      .pipe(recordGeneration({ write: (line) => lines.push(line) }), take(2))
      .subscribe();
    expect(
      linesIn(lines.join(''))
        .slice(1)
        .map((line) => Object.keys(line)[1]),
    ).toEqual(['event', 'event', 'end']);
    expect(linesIn(lines.join('')).at(-1)).toMatchObject({ end: 'complete' });
  });

  it.each<[string, unknown, object]>([
    [
      'a GenerationError',
      new GenerationError('throttled', 'Too many.', {
        response: { requestId: 'id-1', attempts: 3 },
        cause: Object.assign(new Error('Slow down.'), { name: 'ThrottlingException', secret: 1 }),
      }),
      {
        code: 'throttled',
        message: 'Too many.',
        retryable: true,
        response: { requestId: 'id-1', attempts: 3 },
        cause: { name: 'ThrottlingException', message: 'Slow down.' },
      },
    ],
    [
      'an error of other code',
      new RangeError('Odd.'),
      {
        code: 'unknown',
        message: 'Odd.',
        retryable: false,
        cause: { name: 'RangeError', message: 'Odd.' },
      },
    ],
    ['a string', 'Odd.', { code: 'unknown', message: 'Odd.', retryable: false }],
  ])('is an error: %s', (_name, error, kept) => {
    expect(endOf(recorded(timed([[1, s]], [2, throwError(() => error)])))).toEqual({
      at: 3,
      end: 'error',
      error: kept,
    });
  });
});

describe('a writer that throws', () => {
  const error = new Error('The disk is full.');

  /** Writes so many lines, and then throws. */
  function writer(room: number) {
    const lines: string[] = [];
    const write = vi.fn((line: string) => {
      if (lines.length === room) throw error;
      lines.push(line);
    });
    return { lines, write };
  }

  it.each([
    ['at the head', 0, []],
    ['at the first event', 1, []],
    ['at the third event', 3, [s, a]],
    ['at the end', 4, [s, a, e]],
  ])('%s is an error of the stream, and is given no other line', (_name, room, values) => {
    const { write } = writer(room);
    const { seen } = watch(of(s, a, e).pipe(recordGeneration({ write })));
    expect(seen).toEqual({ values, ends: [error] });
    expect(write).toHaveBeenCalledTimes(room + 1);
  });

  it('is given no other line, also where a subscriber makes the source go on', () => {
    const { lines, write } = writer(2);
    const source = new Subject<ConverseEvent>();
    const { seen } = watch(source.pipe(recordGeneration({ write })), () => {
      for (const event of [a, b]) source.next(event);
    });
    source.next(s);
    source.next(e);
    expect(
      linesIn(lines.join(''))
        .slice(1)
        .map(({ event }) => event),
    ).toEqual([s]);
    expect(seen).toEqual({ values: [s], ends: [error] });
    expect(write).toHaveBeenCalledTimes(3);
  });

  it('at an error does not hide it, and when it is left hurts nobody: it is reported', async () => {
    const failure = new GenerationError('network', 'The line broke.');
    const reported = await reportedDuring(() => {
      const broken = throwError(() => failure).pipe(recordGeneration({ write: writer(1).write }));
      expect(watch(broken).seen.ends).toEqual([failure]);
      watch(of(s, a).pipe(recordGeneration({ write: writer(2).write }), take(1)));
    });
    expect(reported).toEqual([error, error]);
  });
});

describe('as upstream of converse', () => {
  it('records the generation once, whoever subscribes, with its request id', async () => {
    const lines: string[] = [];
    const upstream = recordGeneration({ write: (line) => lines.push(line) });
    const generation = converse(scriptedClient([s, a, b, e, m]), input, { upstream });
    await Promise.all([toOutcome(generation), toOutcome(generation)]);
    const all = linesIn(lines.join(''));
    expect(all.map(({ event }) => event)).toEqual([undefined, s, a, b, e, m, undefined]);
    expect(all[1]).toMatchObject({ response: { requestId: 'scripted-1', attempts: 1 } });
    expect(all.filter(({ response }) => response !== undefined)).toHaveLength(1);
    expect(lines.join('')).not.toContain('A secret');
  });

  it('says that it was stopped', async () => {
    const lines: string[] = [];
    const upstream = recordGeneration({ write: (line) => lines.push(line) });
    const generation = converse(scriptedClient([s, a, stall()]), input, { upstream, stop: timer(20) });
    expect((await toOutcome(generation)).status).toBe('stopped');
    expect(lines.at(-1)).toMatch(/"end":"stopped"/);
  });
});

describe('what cannot be meant', () => {
  const refused = (options: unknown) => () => recordGeneration(options as { write: () => void });

  it.each<[string, unknown, string]>([
    ['The options of recordGeneration() is undefined', undefined, 'an object'],
    ['options.write is undefined', {}, 'a function'],
    ['options.write is an object', { write: process.stdout }, 'a function'],
    ['options.request is "any"', { write: () => undefined, request: 'any' }, 'an object'],
    ['options.scheduler is 5', { write: () => undefined, scheduler: 5 }, 'something with a now()'],
  ])('%s', (value, options, rule) => {
    const fix = value.includes('request')
      ? '{ modelId }'
      : value.includes('scheduler')
        ? 'scheduler'
        : 'write:';
    expectComplaint(refused(options), { type: TypeError, value, rule, fix });
  });
});

it('keeps an order that a subscriber upsets', () => {
  const source = new Subject<ConverseEvent>();
  const lines: string[] = [];
  const seen: ConverseEvent[] = [];
  source.pipe(recordGeneration({ write: (line) => lines.push(line) })).subscribe((event) => {
    if (event === s) {
      source.next(textDelta('in between'));
      source.complete();
    }
    seen.push(event);
  });
  source.next(s);
  expect(seen).toEqual([s, textDelta('in between')]);
  expect(linesIn(lines.join('')).map(({ event, end }) => event ?? end)).toEqual([
    undefined,
    s,
    textDelta('in between'),
    'stopped',
  ]);
});
