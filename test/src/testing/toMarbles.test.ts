import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import {
  blockStop,
  citationDelta,
  fromRecording,
  messageStop,
  metadata,
  reasoningDelta,
  textDelta,
  textMessage,
  toMarbles,
  toolUseDelta,
  toolUseStart,
  vocabulary,
} from 'rx-bedrock/testing';
import { EMPTY, NEVER, throwError } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectComplaint } from '../../complaints.js';
import { runNode } from '../../docs/run.js';
import { marbles } from '../../marbles.js';
import { unknownDelta, unknownEvent } from '../../operators/oddEvents.js';
import { parsed } from './recording/parsed.js';
import { generations, recorded, type Timed, timed } from './recording/recorded.js';

const { s, a, b, x, t, i, j, y, r, g, z, e, u, m } = vocabulary;
const throttled = new GenerationError('throttled', 'It\'s "too many".', { retryable: false });
const bytes: ConverseEvent = {
  contentBlockDelta: {
    contentBlockIndex: 3,
    delta: { reasoningContent: { redactedContent: Uint8Array.of(0, 255) } },
  },
};
const words = (pause: number): Timed[] =>
  textMessage('It\'s a "small" world,\n\u2028dear 👩‍🚀.').map((event) => [pause, event]);

/** Recordings of all that recordings have. */
const fixtures: Readonly<Record<string, string>> = {
  'an answer in words': recorded(timed(words(20))),
  'an answer in no time': recorded(timed(words(0))),
  'an answer a millisecond at a time': recorded(timed(words(1))),
  bursts: recorded(
    timed([
      [400, s],
      [0, a],
      [0, b],
      [1, a],
      [0, b],
      [2, b],
      [60_000, x],
      [0, e],
      [0, m],
    ]),
  ),
  'a tool call': recorded(
    timed([
      [5, s],
      [5, a],
      [5, x],
      [5, t],
      [5, i],
      [5, j],
      [5, y],
      [5, u],
      [9, m],
    ]),
  ),
  'tool calls of other tools': recorded(
    timed([
      [7, s],
      [7, toolUseStart('search', 'id-1', 0)],
      [7, toolUseDelta('{"for":["it\'s"]}', 0)],
      [7, blockStop(0)],
      [7, toolUseStart('search', 'id-2', 1)],
      [7, blockStop(1)],
      [7, messageStop('tool_use')],
      [7, metadata({ cacheReadInputTokens: 100 })],
    ]),
  ),
  'reasoning, redacted too': recorded(
    timed([
      [9, s],
      [9, reasoningDelta('hm')],
      [9, r],
      [9, g],
      [0, z],
      [9, bytes],
      [9, e],
    ]),
  ),
  citations: recorded(
    timed([
      [9, s],
      [9, a],
      [0, citationDelta({ title: 'A source' })],
      [9, e],
    ]),
  ),
  'what is not known yet': recorded(
    timed([
      [9, s],
      [9, unknownEvent],
      [9, unknownDelta],
      [9, e],
    ]),
  ),
  'an error before anything': recorded(timed([], [250, throwError(() => throttled)])),
  'an error in the middle': recorded(
    timed(
      [
        [9, s],
        [9, textDelta('half')],
      ],
      [250, throwError(() => throttled)],
    ),
  ),
  'a generation that was stopped': recorded(
    timed(
      [
        [9, s],
        [9, textDelta('half')],
      ],
      [250, EMPTY],
    ),
  ),
  nothing: recorded(() => EMPTY),
  'a recording that was cut': recorded(
    timed(
      [
        [9, s],
        [9, a],
      ],
      [250, NEVER],
    ),
  ),
};

describe('toMarbles', () => {
  it('makes a diagram and its values', () => {
    const recording = recorded(
      timed([
        [2, s],
        [100, textDelta('One')],
        [3, b],
        [3, textDelta('One')],
        [50, e],
        [0, m],
      ]),
    );
    const { diagram, values, error } = toMarbles(recording);
    expect(diagram).toBe('--s 99ms A--b--A 49ms (em|)');
    expect(values).toEqual({ s, A: textDelta('One'), b, e, m });
    expect(error).toBeUndefined();
  });

  it('has the error where the recording has one', () => {
    const { diagram, error } = toMarbles(fixtures['an error in the middle']!);
    expect(diagram).toBe('9ms s 8ms A 249ms #');
    expect(error).toMatchObject({ code: 'throttled', retryable: false, message: throttled.message });
    expect(error?.partial.message.content).toEqual([{ text: 'half' }]);
  });

  it('names the line where the recording cannot be read', () => {
    const { diagram, error } = toMarbles(fixtures['a recording that was cut']!);
    expect(diagram).toBe('9ms s 8ms (a#)');
    expect(error?.message).toMatch(/^protocol: Line 3 .* The recording was cut/);
  });

  it('lets a frame stand for more, or less, of the time', () => {
    const recording = recorded(
      timed([
        [30, s],
        [20, a],
        [24, b],
        [6, e],
      ]),
    );
    expect(toMarbles(recording, { frame: 10 }).diagram).toBe('---s-a-b(e|)');
    expect(toMarbles(recording, { frame: 0.5 }).diagram).toBe('60ms s 39ms a 47ms b 11ms (e|)');
  });

  it('moves what has no room to a later frame, and nothing else', () => {
    const recording = recorded(
      timed([
        [0, s],
        [0, a],
        [1, b],
        [9, e],
      ]),
    );
    expect(toMarbles(recording).diagram).toBe('s(ab)-----(e|)');
  });

  it('is of the very stream that fromRecording plays', () => {
    for (const name of ['an answer in words', 'a tool call', 'an error in the middle', 'nothing']) {
      const { diagram, values, error } = toMarbles(fixtures[name]!);
      marbles((context) => {
        context.expect(fromRecording(fixtures[name]!)).toBeObservable(diagram, values, error);
      })();
    }
  });

  it('says the same events in the same order, none too early, and the same end', () => {
    fc.assert(
      fc.property(generations, fc.constantFrom(1, 10, 100), (generation, frame) => {
        const recording = recorded(generation);
        const { diagram, values, error } = toMarbles(recording, { frame });
        const shown = parsed(diagram, values, error);
        const lines = recording.trimEnd().split('\n').slice(1);
        const played = lines.map((line) => JSON.parse(line) as { at: number; event?: unknown; end?: string });
        const kinds = { complete: 'C', stopped: 'C', error: 'E' } as const;
        expect(shown.map(({ notification }) => notification.kind)).toEqual(
          played.map(({ end }) => (end === undefined ? 'N' : kinds[end as keyof typeof kinds])),
        );
        expect(
          shown.flatMap(({ notification }) => (notification.kind === 'N' ? [notification.value] : [])),
        ).toEqual(played.flatMap(({ event }) => (event === undefined ? [] : [event])));
        for (const [index, { at }] of played.entries()) {
          expect(shown[index]!.frame).toBeGreaterThanOrEqual(Math.round(at / frame));
        }
      }),
    );
  });

  it.each<[string, unknown, object, new (message: string) => Error, string]>([
    ['The recording is 7', 7, {}, TypeError, 'text, or an iterable of lines'],
    ['options.frame is 0', '', { frame: 0 }, RangeError, 'a number of milliseconds above 0'],
    [
      'options.frame is Infinity',
      '',
      { frame: Number.POSITIVE_INFINITY },
      RangeError,
      'a number of milliseconds above 0',
    ],
    ['options.frame is "10"', '', { frame: '10' }, TypeError, 'a number of milliseconds above 0'],
  ])('refuses: %s', (value, recording, options, type, rule) => {
    expectComplaint(() => toMarbles(recording as string, options), { type, value, rule, fix: 'Pass' });
  });
});

describe('the source, pasted into a marble test', () => {
  const folder = 'test/.generated/marbles';
  let run: { code: number | null; output: string };

  beforeAll(async () => {
    const pasted = Object.entries(fixtures).flatMap(([name, recording]) =>
      [1, 10].map((frame) => testOf(`${name}, a frame for ${frame} ms`, recording, frame)),
    );
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/pasted.test.ts`, [imports, ...pasted].join('\n'));
    writeFileSync(
      `${folder}/tsconfig.json`,
      JSON.stringify({ extends: '../../../tsconfig.json', include: ['*.ts'] }),
    );
    run = await runNode([
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      'test/docs/vitest.config.ts',
      `${folder}/pasted.test.ts`,
    ]);
  }, 60_000);
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('passes when it is run', () => {
    expect(run.output).toContain(`${2 * Object.keys(fixtures).length} passed, 0 failed, 0 skipped`);
    expect(run.code, run.output).toBe(0);
  });

  it('compiles', { timeout: 60_000 }, async () => {
    const { code, output } = await runNode(['node_modules/typescript/bin/tsc', '-p', folder]);
    expect(output).toBe('');
    expect(code).toBe(0);
  });
});

const imports = `
import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import { settleOutcome } from 'rx-bedrock/operators';
import { fromRecording, marblesConfig } from 'rx-bedrock/testing';
import { configure } from 'rxjs-marbles';
import { expect, it } from 'vitest';

const { marbles } = configure(marblesConfig);
void GenerationError; // for those that end in one
`;

/** A test with what was printed pasted in, as somebody would write it who has had the incident. */
function testOf(name: string, recording: string, frame: number): string {
  const { source, error } = toMarbles(recording, { frame });
  const all = `diagram, values${error ? ', error' : ''}`;
  return `
it(${JSON.stringify(name)}, marbles((m) => {
${source}
  const incident = m.cold(${all});
  m.expect(incident).toBeObservable(${all});

  const outcomes: unknown[] = [];
  for (const generation of [incident, fromRecording(${JSON.stringify(recording)})]) {
    generation.pipe(settleOutcome()).subscribe(({ status, message }) => outcomes.push({ status, message }));
  }
  m.flush();
  expect(outcomes[0]).toStrictEqual(outcomes[1]);
}));
`;
}
