import fc from 'fast-check';
import { textDelta, vocabulary } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { foldText, noText, textIn } from '../../../src/message/text.js';
import { absentDelta, deltaOfEach, emptyDelta, twoMembers, unknownDelta } from '../../operators/oddEvents.js';

describe('textIn', () => {
  it('is the text of a delta, and empty for everything else', () => {
    expect(textIn(textDelta('Hel', 3))).toBe('Hel');
    expect(textIn(twoMembers)).toBe('a');
    const { text: _text, ...others } = deltaOfEach;
    const { s, o, x, t, e, m } = vocabulary;
    const without = [...Object.values(others), emptyDelta, absentDelta, unknownDelta, s, o, x, t, e, m];
    expect(without.map(textIn)).toEqual(without.map(() => ''));
  });
});

describe('foldText', () => {
  it('joins the blocks in order of index, whatever the order of arrival', () => {
    const piece = fc.tuple(fc.nat({ max: 4 }), fc.string({ unit: 'grapheme', maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const { text } = pieces.map(([index, chunk]) => textDelta(chunk, index)).reduce(foldText, noText);
        const byIndex = [0, 1, 2, 3, 4].map((index) =>
          pieces
            .filter(([at]) => at === index)
            .map(([, chunk]) => chunk)
            .join(''),
        );
        expect(text).toBe(byIndex.join(''));
      }),
    );
  });

  it('hands back the very same state where nothing is added', () => {
    const state = foldText(noText, textDelta('a'));
    const { x, o, i, m } = vocabulary;
    for (const event of [x, o, i, m, emptyDelta, unknownDelta]) expect(foldText(state, event)).toBe(state);
  });

  it('never changes a state that somebody may hold', () => {
    const first = Object.freeze(foldText(noText, textDelta('a')));
    Object.freeze(first.earlier);
    foldText(first, textDelta('b'));
    foldText(first, textDelta('c', 1));
    expect(first.text).toBe('a');
    expect(noText).toEqual({ earlier: [], text: '' });
  });
});
