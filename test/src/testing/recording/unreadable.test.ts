import fc from 'fast-check';
import { GenerationError } from 'rx-bedrock';
import { fromRecording, textMessage, vocabulary } from 'rx-bedrock/testing';
import { of, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../../../src/testing/probe.js';
import { recorded } from './recorded.js';
import { broken } from './recordings.js';

const { s, a, m } = vocabulary;

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
