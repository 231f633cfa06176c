import type { ConverseEvent } from 'rx-bedrock';
import {
  blockStop,
  messageStart,
  messageStop,
  metadata,
  textDelta,
  toolUseStart,
  vocabulary,
} from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { lettersFor } from '../../../../src/testing/recording/letters.js';

const { s, a, x, t, e, u, m } = vocabulary;
const lettersOf = (events: readonly ConverseEvent[]) => lettersFor(events, vocabulary).letters.join('');

describe('lettersFor', () => {
  it('takes the letters of the vocabulary for its events', () => {
    const events = Object.values(vocabulary);
    expect(lettersFor(events, vocabulary)).toEqual({ letters: Object.keys(vocabulary), values: vocabulary });
  });

  it('knows an event again whatever the order of its members', () => {
    expect(lettersOf([{ contentBlockDelta: { delta: { text: 'a' }, contentBlockIndex: 0 } }])).toBe('a');
  });

  it('goes through the alphabet for the rest, with the same letter for equal events', () => {
    const [one, two] = [textDelta('one'), textDelta('two')];
    expect(lettersFor([s, one, two, textDelta('one'), a], vocabulary)).toEqual({
      letters: ['s', 'A', 'B', 'A', 'a'],
      values: { s, A: one, B: two, a },
    });
  });

  it('takes the usual letter for the only one of a kind', () => {
    const events = [
      { messageStart: { role: 'user' as const } },
      toolUseStart('search', 'id'),
      blockStop(2),
      messageStop('max_tokens'),
      metadata({ outputTokens: 1 }),
    ];
    expect(lettersOf(events)).toBe('stzem');
  });

  it('but not where the vocabulary needs it, before or after, or where it is taken', () => {
    expect(lettersOf([metadata({ outputTokens: 1 }), m])).toBe('Am');
    expect(lettersOf([m, metadata({ outputTokens: 1 })])).toBe('mA');
    expect(lettersOf([toolUseStart('one', '1'), toolUseStart('two', '2'), t])).toBe('ABt');
    expect(lettersOf([toolUseStart('one', '1'), toolUseStart('two', '2')])).toBe('tA');
    expect(lettersOf([messageStop('max_tokens'), u, e])).toBe('Aue');
    expect(lettersOf([x, blockStop(7)])).toBe('xA');
    expect(lettersOf([messageStart()])).toBe('s');
  });

  it('has a letter for each of many, of one character and with no other meaning', () => {
    const { letters } = lettersFor(
      Array.from({ length: 30_000 }, (_, index) => textDelta(`${index}`)),
      vocabulary,
    );
    expect(new Set(letters).size).toBe(30_000);
    expect(letters.filter((letter) => Array.from(letter).length !== 1 || !/^\p{L}$/u.test(letter))).toEqual(
      [],
    );
  });

  it('says so when there are more than letters', () => {
    const events = Array.from({ length: 80_000 }, (_, index) => textDelta(`${index}`));
    expect(() => lettersFor(events, vocabulary)).toThrow(
      new RangeError('The recording has more different events than there are letters.'),
    );
  });
});
