import fc from 'fast-check';
import { fourCharactersPerToken, type ConverseEvent } from 'rx-bedrock';
import { metadata, vocabulary } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { foldUsage, noUsage, readingOf, sameReading, type UsageState } from '../../../src/message/usage.js';
import { ReplayLog } from '../../../src/sharing/replayLog.js';
import { absentDelta, deltaOfEach, emptyDelta, twoMembers } from '../../operators/oddEvents.js';
import { anyEvents } from '../sharing/anyEvents.js';

const { s, a, m } = vocabulary;
const fold = (events: Iterable<ConverseEvent>) => [...events].reduce(foldUsage, noUsage);

describe('fourCharactersPerToken', () => {
  it.each([
    [0, 0],
    [1, 1],
    [4, 1],
    [5, 2],
    [400, 100],
  ])('takes %d characters for %d tokens, whatever they are of', (characters, outputTokens) => {
    const none = { text: 0, reasoning: 0, toolInput: 0 };
    for (const kind of ['text', 'reasoning', 'toolInput'] as const) {
      expect(fourCharactersPerToken({ ...none, [kind]: characters })).toStrictEqual({ outputTokens });
    }
  });

  it('rounds once, not for each kind', () => {
    expect(fourCharactersPerToken({ text: 1, reasoning: 1, toolInput: 1 })).toStrictEqual({
      outputTokens: 1,
    });
  });
});

describe('foldUsage', () => {
  it('counts what the model wrote, and nothing else', () => {
    expect(fold(Object.values(deltaOfEach)).generated).toStrictEqual({ text: 1, reasoning: 2, toolInput: 1 });
    expect(fold([twoMembers]).generated).toStrictEqual({ text: 1, reasoning: 0, toolInput: 1 });
  });

  it.each([[emptyDelta], [absentDelta], [vocabulary.o], [vocabulary.x], [vocabulary.g]])(
    'is the very same state after %o',
    (event) => {
      const state = fold([s, a]);
      expect(foldUsage(state, event)).toBe(state);
    },
  );

  it('takes what is no text for nothing, and never throws', () => {
    const odd = (delta: unknown) => ({ contentBlockDelta: { contentBlockIndex: 0, delta } }) as ConverseEvent;
    const events = [null, 'text', { text: [5] }, { toolUse: null }, { reasoningContent: { text: {} } }].map(
      odd,
    );
    expect(fold(events)).toBe(noUsage);
  });

  it('starts again with a messageStart', () => {
    expect(fold([a, m, s])).toBe(noUsage);
  });

  it('of a replay is that of the events', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const log = new ReplayLog();
        for (const event of events) log.append(event);
        expect(fold(log)).toStrictEqual(fold(events));
      }),
    );
  });
});

describe('sameReading', () => {
  const reading = (state: UsageState) => readingOf(state, fourCharactersPerToken, undefined);

  it('tells whether a meter would show the same', () => {
    const [one, other, more] = [[a], [a, a], [a, a, a, a, a]].map((events) => reading(fold(events)));
    expect(sameReading(one!, other!)).toBe(true);
    expect(sameReading(one!, more!)).toBe(false);
  });

  it('tells an estimate from the exact usage, also where the numbers are the same', () => {
    const exact = reading(fold([metadata({ inputTokens: 0, outputTokens: 1 })]));
    const estimate = reading(fold([a]));
    expect(estimate.usage).toStrictEqual(exact.usage);
    expect(sameReading(estimate, exact)).toBe(false);
    expect(sameReading(exact, estimate)).toBe(false);
    expect(sameReading(exact, exact)).toBe(true);
  });
});
