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
import { drawn } from '../drawn.js';

const read = (events: ConverseEvent[], ...which: Parameters<typeof accumulateJson>) =>
  watch(of(...events).pipe(accumulateJson(...which))).seen;

describe('accumulateJson', () => {
  conforms(accumulateJson(), { answer: textMessage('{ "many": ["hands", "make"] }') });
  refusesOtherSources('accumulateJson', accumulateJson());

  it(
    'does what its diagram draws',
    drawn('operators/accumulateJson.ts', ({ cold, shows }) => {
      const values = cold('in', vocabulary).pipe(accumulateJson({ name: 'weather' }));
      shows("accumulateJson({ name: 'weather' })", values, { 1: {}, 2: { city: 'Turin' } });
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
      values: [{ a: [] }, { a: [12] }],
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

  it('reads any block by its index, and invents nothing for one that is no call', () => {
    const events = [textDelta('Well', 0), blockStop(0), textDelta('[1]', 1), blockStop(1), messageStop()];
    expect(read(events, { blockIndex: 1 })).toStrictEqual({ values: [[1]], ends: ['complete'] });
    expect(read(textMessage('prose'), { blockIndex: 0 })).toMatchObject({
      values: [],
      ends: [{ code: 'model' }],
    });
    expect(read(events, { blockIndex: 2 })).toStrictEqual({ values: [], ends: ['complete'] });
  });

  it('passes over blank text, with which some models begin', () => {
    const events = [
      textDelta(''),
      textDelta('\n'),
      blockStop(),
      textDelta('{}', 1),
      blockStop(1),
      messageStop(),
    ];
    expect(read(events)).toStrictEqual({ values: [{}], ends: ['complete'] });
  });

  it('emits nothing for white space, a key, or a bracket that closes', () => {
    const pieces = ['{', ' ', '"a"', ':', ' ', '1', ' ', '}', '\n'];
    const events = [...pieces.map((piece) => textDelta(piece)), blockStop()];
    expect(read(events).values).toStrictEqual([{}, { a: 1 }]);
  });

  it('ends at the end of the message where the block has no stop of its own', () => {
    expect(read([textDelta('42'), messageStop()]).values).toStrictEqual([42]);
  });
});

describe('what is no JSON', () => {
  it('is an error that says where, after what was well, with all that had arrived', () => {
    const { values, ends } = read([textDelta('{"a": 1, '), textDelta('oops}')]);
    expect(values).toStrictEqual([{ a: 1 }]);
    expect(ends[0]).toBeInstanceOf(GenerationError);
    expect(ends[0]).toMatchObject({
      code: 'model',
      message: 'model: The model\'s JSON is malformed. Unexpected "o" at character 9.',
      partial: { message: { content: [{ text: '{"a": 1, oops}' }] } },
    });
  });

  it('is JSON that ends too early, unless somebody stopped it', () => {
    const [error] = read([textDelta('{"a": 1'), blockStop(), messageStop('max_tokens')]).ends;
    expect(error).toMatchObject({
      code: 'model',
      message: expect.stringContaining('too early at character 7. The stop reason is max_tokens.') as string,
      partial: { stopReason: 'max_tokens' },
    });
    expect(read([textDelta('{"a": 1')])).toStrictEqual({ values: [{}], ends: ['complete'] });
  });
});

it.each([
  {},
  null,
  'weather',
  { name: '' },
  { tool: 'weather' },
  { blockIndex: -1 },
  { blockIndex: 1.5 },
  { name: 'a', toolUseId: 'b' },
])('refuses a choice that does not name one thing: %j', (choice) => {
  expectComplaint(() => accumulateJson(choice as { name: string }), {
    type: TypeError,
    value: 'The choice of JSON is',
    rule: 'one of { toolUseId }, { name } and { blockIndex }',
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

it('calls a string a string while it may be cut, and keeps what is readonly', () => {
  const values = EMPTY.pipe(
    accumulateJson<{ kind: 'open' | 'closed'; sizes: readonly number[]; isNew: true }>(),
  );
  values.subscribe((value) => {
    expectTypeOf(value.kind).toEqualTypeOf<string | undefined>();
    expectTypeOf(value.sizes).toEqualTypeOf<readonly number[] | undefined>();
    expectTypeOf(value.isNew).toEqualTypeOf<true | undefined>();
  });
});
