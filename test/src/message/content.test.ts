import { settleOutcome } from 'rx-bedrock/operators';
import {
  blockStop,
  messageStart,
  messageStop,
  reasoningDelta,
  signatureDelta,
  textDelta,
  toolUseDelta,
  toolUseStart,
} from 'rx-bedrock/testing';
import type { ConverseEvent, Outcome } from 'rx-bedrock';
import { of, throwError, concat } from 'rxjs';
import { describe, expect, it } from 'vitest';

const delta = (contentBlockIndex: number, delta: object) =>
  ({ contentBlockDelta: { contentBlockIndex, delta } }) as ConverseEvent;
const start = (contentBlockIndex: number, start: object) =>
  ({ contentBlockStart: { contentBlockIndex, start } }) as ConverseEvent;

function outcomeOf(...events: ConverseEvent[]): Outcome {
  let outcome: Outcome | undefined;
  of(messageStart(), ...events)
    .pipe(settleOutcome())
    .subscribe((settled) => (outcome = settled));
  return outcome!;
}

const whole = (...events: ConverseEvent[]) => outcomeOf(...events, messageStop()).message.content;
const stopped = (...events: ConverseEvent[]) => outcomeOf(...events).message.content;

describe('a tool call', () => {
  const call = (input: unknown) => [{ toolUse: { toolUseId: 'id', name: 'weather', input } }];

  it('has its input parsed, and its type where it has one', () => {
    const pieces = [toolUseDelta(''), toolUseDelta('{"city": "Tu'), toolUseDelta('rin"}')];
    expect(whole(toolUseStart('weather', 'id'), ...pieces, blockStop())).toStrictEqual(
      call({ city: 'Turin' }),
    );
    const toolUse = { toolUseId: 'id', name: 'weather', type: 'server_tool_use' };
    expect(whole(start(0, { toolUse }), blockStop())).toStrictEqual([{ toolUse: { ...toolUse, input: {} } }]);
  });

  it.each([[[]], [['']], [[' \n']]])('without arguments (%j) has the input {}', (pieces) => {
    const deltas = pieces.map((piece) => toolUseDelta(piece));
    expect(whole(toolUseStart('weather', 'id'), ...deltas, blockStop())).toStrictEqual(call({}));
  });

  it('is left out where it is malformed, or has no start', () => {
    const bad = toolUseDelta('{"city": oops}');
    expect(whole(toolUseStart('weather', 'id'), bad, blockStop())).toStrictEqual([]);
    expect(whole(toolUseDelta('{}'), blockStop())).toStrictEqual([]);
  });

  it('without a stop is whole in a whole message, and left out of one that was cut', () => {
    const events = [textDelta('Let me look.'), toolUseStart('weather', 'id', 1), toolUseDelta('{"a":1}', 1)];
    expect(whole(...events)).toStrictEqual([{ text: 'Let me look.' }, ...call({ a: 1 })]);
    expect(stopped(...events)).toStrictEqual([{ text: 'Let me look.' }]);
    expect(stopped(...events, blockStop(1))).toStrictEqual([{ text: 'Let me look.' }, ...call({ a: 1 })]);
  });
});

describe('reasoning', () => {
  it('has its text and its signature', () => {
    const events = [reasoningDelta('So '), reasoningDelta('be it.'), signatureDelta('c2ln'), blockStop()];
    const reasoningText = { text: 'So be it.', signature: 'c2ln' };
    expect(whole(...events)).toStrictEqual([{ reasoningContent: { reasoningText } }]);
    expect(stopped(...events)).toStrictEqual([{ reasoningContent: { reasoningText } }]);
  });

  it('without a signature is left out only of a message that was cut', () => {
    const events = [reasoningDelta('So')];
    expect(whole(...events)).toStrictEqual([{ reasoningContent: { reasoningText: { text: 'So' } } }]);
    expect(stopped(...events)).toStrictEqual([]);
  });

  it('that is redacted keeps its bytes as bytes', () => {
    const redacted = (...bytes: number[]) =>
      delta(0, { reasoningContent: { redactedContent: Uint8Array.from(bytes) } });
    const content = [{ reasoningContent: { redactedContent: Uint8Array.of(0, 255, 128, 7) } }];
    expect(whole(redacted(0, 255), redacted(128, 7))).toStrictEqual(content);
    expect(stopped(redacted(0, 255), redacted(128, 7))).toStrictEqual(content);
  });
});

describe('other kinds', () => {
  it('text with citations is citationsContent', () => {
    const citation = {
      title: 'a source',
      location: { documentChar: { documentIndex: 0, start: 0, end: 5 } },
    };
    const events = [delta(0, { citation }), textDelta('As '), textDelta('they say.')];
    const content = { content: [{ text: 'As they say.' }], citations: [citation] };
    expect(whole(...events)).toStrictEqual([{ citationsContent: content }]);
    expect(whole(delta(0, { citation }))).toStrictEqual([
      { citationsContent: { content: [], citations: [citation] } },
    ]);
  });

  it('a tool result has its pieces of text joined, and everything else as it is', () => {
    const toolResult = { toolUseId: 'id', status: 'success', type: 'server' };
    const pieces = [[{ text: 'a' }], [{ text: 'b' }, { json: { c: 1 } }], [{ text: 'd' }]];
    const deltas = pieces.map((piece) => delta(0, { toolResult: piece }));
    const content = [{ text: 'ab' }, { json: { c: 1 } }, { text: 'd' }];
    expect(whole(start(0, { toolResult }), ...deltas)).toStrictEqual([
      { toolResult: { ...toolResult, content } },
    ]);
    expect(whole(start(0, { toolResult: { toolUseId: 'id' } }))).toStrictEqual([
      { toolResult: { toolUseId: 'id', content: [] } },
    ]);
  });

  it('an image has its bytes joined', () => {
    const image = (...bytes: number[]) => delta(0, { image: { source: { bytes: Uint8Array.from(bytes) } } });
    const source = { bytes: Uint8Array.of(1, 2, 3) };
    const events = [start(0, { image: { format: 'png' } }), image(1), image(2, 3)];
    expect(whole(...events)).toStrictEqual([{ image: { format: 'png', source } }]);
  });

  it('several kinds in one block are all kept', () => {
    const mixed = delta(0, { text: 'a', reasoningContent: { text: 'b', signature: 'c' } });
    expect(whole(mixed)).toStrictEqual([
      { reasoningContent: { reasoningText: { text: 'b', signature: 'c' } } },
      { text: 'a' },
    ]);
  });
});

it('the partial message of an error has no unfinished blocks either', () => {
  const events = of(messageStart(), textDelta('a'), toolUseStart('weather', 'id', 1), reasoningDelta('b', 2));
  let outcome: Outcome | undefined;
  concat(
    events,
    throwError(() => new Error('cut')),
  )
    .pipe(settleOutcome())
    .subscribe((settled) => (outcome = settled));
  expect(outcome?.message.content).toStrictEqual([{ text: 'a' }]);
  expect(outcome?.error?.partial.message.content).toStrictEqual([{ text: 'a' }]);
});
