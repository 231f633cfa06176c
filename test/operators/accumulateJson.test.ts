import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import { accumulateJson } from 'rx-bedrock/operators';
import {
  blockStop,
  messageStop,
  textDelta,
  textMessage,
  toolUseDelta,
  toolUseStart,
  vocabulary,
} from 'rx-bedrock/testing';
import { EMPTY, type Observable, of } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { watch } from '../../src/testing/probe.js';
import { expectComplaint, refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { marbles } from '../marbles.js';

const read = (events: ConverseEvent[], ...which: Parameters<typeof accumulateJson>) =>
  watch(of(...events).pipe(accumulateJson(...which))).seen;

describe('accumulateJson', () => {
  conforms(accumulateJson(), { answer: textMessage('{ "many": ["hands", "make"] }') });
  refusesOtherSources('accumulateJson', accumulateJson());

  it(
    'emits the value so far, each time it grows',
    marbles((m) => {
      const values = m.cold('  s-t-i-j-y-u-m|', vocabulary).pipe(accumulateJson({ name: 'weather' }));
      m.expect(values).toBeObservable('----1-2-3----|', {
        1: {},
        2: { city: 'Turin' },
        3: { city: 'Turin' },
      });
    }),
  );

  it('reads the first text block of the answer, and nothing else', () => {
    const events = [toolUseStart('a', 'x', 0), toolUseDelta('{"no": 1}', 0), blockStop(0)];
    const answer = [
      textDelta('{"a": [1', 1),
      textDelta('2]}', 1),
      blockStop(1),
      textDelta('no JSON', 2),
      messageStop(),
    ];
    expect(read([...events, ...answer])).toStrictEqual({
      values: [{ a: [] }, { a: [12] }, { a: [12] }],
      ends: ['complete'],
    });
  });

  it.each([[{ toolUseId: 'y' }], [{ name: 'b' }], [{ blockIndex: 2 }]])('reads the tool call %j', (which) => {
    const calls = [toolUseStart('a', 'x', 1), toolUseStart('b', 'y', 2), toolUseStart('b', 'z', 3)];
    const inputs = [1, 2, 3].flatMap((at) => [toolUseDelta(`{"at": ${at}}`, at), blockStop(at)]);
    expect(read([...calls, ...inputs], which).values.at(-1)).toStrictEqual({ at: 2 });
  });

  it('takes a call without arguments for {}', () => {
    const events = [toolUseStart('a', 'x'), toolUseDelta(''), blockStop()];
    expect(read(events, { name: 'a' }).values).toStrictEqual([{}]);
  });

  it('ends at the end of the message where the block has no stop of its own', () => {
    expect(read([textDelta('42'), messageStop()]).values).toStrictEqual([42]);
  });
});

describe('what is no JSON', () => {
  it('is an error that says where, after what was well, with all that had arrived', () => {
    const { values, ends } = read([textDelta('{"a": 1, '), textDelta('oops}')]);
    expect(values).toStrictEqual([{ a: 1 }, { a: 1 }]);
    expect(ends[0]).toBeInstanceOf(GenerationError);
    expect(ends[0]).toMatchObject({
      code: 'model',
      message: 'model: The model\'s JSON is malformed. Unexpected "o" at character 9.',
      partial: { message: { content: [{ text: '{"a": 1, oops}' }] } },
    });
  });

  it('is JSON that ends too early, unless somebody stopped it', () => {
    expect(read([textDelta('{"a": 1'), messageStop('max_tokens')]).ends).toMatchObject([{ code: 'model' }]);
    expect(read([textDelta('{"a": 1')])).toStrictEqual({ values: [{}], ends: ['complete'] });
  });
});

it('refuses a choice that names nothing', () => {
  expectComplaint(() => accumulateJson({} as { name: string }), {
    type: TypeError,
    value: 'an object (Object)',
    rule: '{ toolUseId }, { name } or { blockIndex }',
    fix: 'weather',
  });
});

it('has the type of its values, with every part optional', () => {
  interface Recipe {
    title: string;
    steps: { text: string; tags: string[] }[];
  }
  const none: Observable<ConverseEvent> = EMPTY;
  const values = none.pipe(accumulateJson<Recipe>());
  values.subscribe((value) => {
    expectTypeOf(value.title).toEqualTypeOf<string | undefined>();
    expectTypeOf(value.steps?.[0]?.tags?.[0]).toEqualTypeOf<string | undefined>();
  });
});
