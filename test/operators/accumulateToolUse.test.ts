import { accumulateToolUse } from 'rx-bedrock/operators';
import { blockStop, messageStart, toolUseDelta, toolUseStart, vocabulary } from 'rx-bedrock/testing';
import { type ConverseEvent, isToolUseDelta, type ToolCall } from 'rx-bedrock';
import { map, of, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../src/testing/probe.js';
import { refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';

const call = (inputText: string, input: object, status: ToolCall['status'] = 'streaming'): ToolCall => {
  const { toolUseId, name } = { toolUseId: 'tooluse_1', name: 'weather' };
  return { toolUseId, name, blockIndex: 1, input: input as ToolCall['input'], inputText, status };
};

function callsOf(...events: ConverseEvent[]): (readonly ToolCall[])[] {
  const all: (readonly ToolCall[])[] = [];
  of(...events)
    .pipe(accumulateToolUse())
    .subscribe((calls) => all.push(calls));
  return all;
}

describe('accumulateToolUse', () => {
  conforms(accumulateToolUse());
  refusesOtherSources('accumulateToolUse', accumulateToolUse());

  it(
    'does what its diagram draws',
    drawn('operators/accumulateToolUse.ts', ({ cold, shows }) => {
      const whole = '{"city":"Turin"}';
      shows('accumulateToolUse()', cold('in', vocabulary).pipe(accumulateToolUse()), {
        1: [call('', {})],
        2: [call('{"city":', {})],
        3: [call(whole, { city: 'Turin' })],
        4: [call(whole, { city: 'Turin' }, 'complete')],
      });
    }),
  );

  it(
    'says nothing where there is no call',
    marbles((m) => {
      m.expect(m.cold('s-a-r-e-m|', vocabulary).pipe(accumulateToolUse())).toBeObservable('---------|');
    }),
  );
});

describe('a call', () => {
  it('that has not changed keeps its identity, and so does what is finished of its input', () => {
    const begin = toolUseDelta('{"days": [{"at": 1}, {"at', 1);
    const [, first, , third] = callsOf(
      toolUseStart('a', 'x', 1),
      begin,
      toolUseStart('b', 'y', 2),
      toolUseDelta('": 2}', 1),
    );
    expect(third).toHaveLength(2);
    const [before, after] = [first?.[0]?.input, third?.[0]?.input] as unknown as { days: unknown[] }[];
    expect(after?.days).toStrictEqual([{ at: 1 }, { at: 2 }]);
    expect(after?.days[0]).toBe(before?.days[0]);
  });

  it('whose input is no JSON says so, and where, and keeps the raw text', () => {
    const events = [
      toolUseStart('a', 'x'),
      toolUseDelta('{"city": oops'),
      toolUseDelta(' and more'),
      blockStop(),
    ];
    expect(callsOf(...events).at(-1)).toMatchObject([
      { input: {}, inputText: '{"city": oops and more', status: 'malformed', error: { position: 9 } },
    ]);
    expect(callsOf(toolUseStart('a', 'x'), toolUseDelta('{"a":'), blockStop()).at(-1)).toMatchObject([
      { status: 'malformed', error: { position: 5, message: 'The text ended too early' } },
    ]);
  });

  it('without a stop of its own is complete when the message is', () => {
    const events = [toolUseStart('a', 'x'), toolUseDelta('{"a":1}'), vocabulary.u];
    expect(callsOf(...events).at(-1)).toMatchObject([{ input: { a: 1 }, status: 'complete' }]);
  });

  it('without a start has no name, and is still there', () => {
    expect(callsOf(toolUseDelta('{"a":1}', 3)).at(-1)).toMatchObject([
      { toolUseId: '', name: '', blockIndex: 3 },
    ]);
  });

  it('goes with its message when another one starts', () => {
    expect(callsOf(toolUseStart('a', 'x'), messageStart()).at(-1)).toStrictEqual([]);
  });
});

it('shows each subscriber the input that its own events have', () => {
  const source = new Subject<ConverseEvent>();
  const redacted = source.pipe(
    map((event) =>
      isToolUseDelta(event)
        ? toolUseDelta(event.contentBlockDelta.delta.toolUse.input!.replaceAll(/\d/g, 'x'))
        : event,
    ),
  );
  const seen = [source, redacted].map((events) => watch(events.pipe(accumulateToolUse())).seen.values);
  for (const event of [toolUseStart('pay', 'id'), toolUseDelta('{"card": "12'), toolUseDelta('34"}')])
    source.next(event);
  expect(seen.map((values) => values.at(-1))).toMatchObject([
    [{ input: { card: '1234' }, inputText: '{"card": "1234"}' }],
    [{ input: { card: 'xxxx' }, inputText: '{"card": "xxxx"}' }],
  ]);
});
