import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PaceTextOptions, paceFrom } from '../../../src/text/paceOptions.js';
import { Pacer } from '../../../src/text/pacer.js';
import { anyCuts, chunksOf, graphemeEnds, textsOf, unspaced } from './texts.js';

/** Text at a time. */
interface Timed {
  at: number;
  text: string;
}

/** Lets a pacer have chunks at their times, looks whenever it asks to, and tells when what was shown. */
function play(options: PaceTextOptions, chunks: readonly Timed[]): { shown: Timed[]; rest: string } {
  const pacer = new Pacer(paceFrom(options));
  const shown: Timed[] = [];
  let looks = 0;
  let next: number | undefined;
  const look = (at: number) => {
    const text = pacer.take(at);
    if (text !== '') shown.push({ at, text });
    next = pacer.nextTime(at);
    if (next !== undefined) expect(next).toBeGreaterThan(at);
    looks += 1;
  };
  for (const { at, text } of [...chunks, { at: Number.POSITIVE_INFINITY, text: '' }]) {
    while (next !== undefined && next < at) look(next);
    if (at === Number.POSITIVE_INFINITY) break;
    pacer.add(text, at);
    look(at);
  }
  const last = shown.at(-1)?.at ?? 0;
  // No more often than a screen is drawn, and once for every chunk, which has a time limit of its own.
  expect(looks).toBeLessThanOrEqual(2 * chunks.length + last / 16 + 2);
  return { shown, rest: pacer.rest() };
}

/** The time of each UTF-16 unit. */
function timesOf(pieces: readonly Timed[]): number[] {
  return pieces.flatMap(({ at, text }) => Array.from({ length: text.length }, () => at));
}

const joined = (pieces: readonly Timed[]) => pieces.map(({ text }) => text).join('');

const options: fc.Arbitrary<PaceTextOptions> = fc
  .record({
    pace: fc.oneof(
      fc.record({ charsPerSecond: fc.integer({ min: 1, max: 2000 }) }),
      fc.constant({ adaptive: true as const }),
    ),
    maxLag: fc.constantFrom(0, 1, 40, 500),
    by: fc.constantFrom('grapheme' as const, 'word' as const),
  })
  .map(({ pace, ...others }) => ({ ...pace, ...others }));

const arrivals = fc
  .tuple(textsOf(unspaced), anyCuts, fc.array(fc.nat(200), { minLength: 200, maxLength: 200 }))
  .map(([text, cuts, gaps]) => {
    let at = 0;
    return chunksOf(text, cuts).map((chunk, index) => ({ at: (at += gaps[index] ?? 0), text: chunk }));
  });

describe('whatever comes, at whatever pace', () => {
  it('all is shown, in order, never before it has come, and never later than the lag allows', () => {
    fc.assert(
      fc.property(options, arrivals, (pace, chunks) => {
        const { shown, rest } = play(pace, chunks);
        expect(joined(shown)).toBe(joined(chunks));
        expect(rest).toBe('');
        const came = timesOf(chunks);
        const lags = timesOf(shown).map((at, index) => at - came[index]!);
        expect(Math.min(0, ...lags)).toBe(0);
        expect(Math.max(0, ...lags)).toBeLessThanOrEqual(pace.maxLag ?? 500);
      }),
      { numRuns: 500 },
    );
  });

  it('no character is split, unless it was so when its time was up', () => {
    fc.assert(
      fc.property(options, arrivals, (pace, chunks) => {
        const { shown } = play(
          { ...pace, maxLag: 1e6 },
          chunks.map((chunk) => ({ ...chunk, at: chunk.at / 100 })),
        );
        let end = 0;
        const ends = shown.map(({ text }) => (end += text.length));
        const between = graphemeEnds(joined(chunks));
        expect(ends.filter((each) => !between.has(each))).toStrictEqual([]);
      }),
    );
  });
});

describe('the pace', () => {
  it('is steady where the text allows, whatever the bursts', () => {
    const bursts = Array.from({ length: 20 }, (_, index) => ({
      at: index * 90,
      text: index === 0 ? 'abcdef' : 'abcd',
    }));
    const { shown } = play({ charsPerSecond: 40, maxLag: 500 }, bursts);
    const times = shown.filter(({ at }) => at < 1800).map(({ at }) => at);
    // One character every 25 ms from the start, whatever the bursts.
    expect(times).toStrictEqual(times.map((_, index) => index * 25));
    expect(times.length).toBeGreaterThan(70);
  });

  it('does not save up while there is nothing to show', () => {
    const { shown } = play({ charsPerSecond: 20 }, [
      { at: 0, text: 'a' },
      { at: 400, text: 'bcd' },
      { at: 3000, text: 'efg' },
    ]);
    expect(shown.map(({ at }) => at)).toStrictEqual(
      [400, 450, 500, 900, 3000, 3050, 3500].sort((a, b) => a - b),
    );
  });

  it('hurries evenly when much comes at once, and not at the last moment', () => {
    const { shown } = play({ charsPerSecond: 40, maxLag: 500 }, [{ at: 0, text: 'x'.repeat(1000) }]);
    const halfWay = joined(shown.filter(({ at }) => at <= 250)).length;
    expect(halfWay).toBeGreaterThan(450);
    expect(halfWay).toBeLessThan(550);
    expect(Math.max(...shown.map(({ text }) => text.length))).toBeLessThan(40);
    // A screen shows no more than 60 pictures in a second.
    expect(shown.length).toBeLessThanOrEqual(33);
  });

  it('follows a model that is faster, at its speed, without a jump', () => {
    const fast = Array.from({ length: 200 }, (_, index) => ({ at: index * 20, text: 'abcd' }));
    const { shown } = play({ charsPerSecond: 20, maxLag: 400 }, fast);
    const settled = shown.filter(({ at }) => at > 1000 && at < 3900);
    expect(Math.max(...settled.map(({ text }) => text.length))).toBeLessThan(12);
    expect(joined(settled).length / 2900).toBeCloseTo(0.2, 1);
  });

  it('is as even as the lag allows where it has none of its own', () => {
    const bursts = Array.from({ length: 30 }, (_, index) => ({ at: index * 300, text: 'x'.repeat(30) }));
    const { shown } = play({ adaptive: true, maxLag: 600 }, bursts);
    const settled = shown.filter(({ at }) => at > 1500 && at < 8500);
    const rates = settled.map(
      ({ at, text }, index) => text.length / (at - (settled[index - 1]?.at ?? at - 20)),
    );
    expect(Math.max(...rates) / Math.min(...rates)).toBeLessThan(4);
  });

  it('shows words whole, each for as long as it takes to read', () => {
    const { shown } = play({ charsPerSecond: 100, by: 'word' }, [{ at: 0, text: 'To be or not' }]);
    expect(shown).toStrictEqual([
      { at: 0, text: 'To ' },
      { at: 30, text: 'be ' },
      { at: 60, text: 'or ' },
      { at: 500, text: 'not' },
    ]);
  });

  it('counts a joined emoji as one character', () => {
    const { shown } = play({ charsPerSecond: 20 }, [{ at: 0, text: '👩‍🚀👨‍👩‍👧‍👦e\u0301a' }]);
    expect(shown.map(({ at }) => at)).toStrictEqual([0, 50, 100, 500]);
  });

  it('gives back at the end whatever is left, and begins anew', () => {
    const pacer = new Pacer(paceFrom({ charsPerSecond: 1 }));
    pacer.add('abc', 0);
    expect(pacer.take(0)).toBe('a');
    expect(pacer.rest()).toBe('bc');
    expect(pacer.nextTime(0)).toBeUndefined();
    expect(pacer.rest()).toBe('');
  });
});

it('takes time in proportion to the text', () => {
  const pacer = new Pacer(paceFrom({ charsPerSecond: 40 }));
  for (let at = 0; at < 30_000; at += 1) {
    pacer.add('word ', at);
    pacer.take(at);
  }
  // Twice what waits, at the most, is kept.
  expect((pacer as unknown as { waiting: string[] }).waiting.length).toBeLessThan(2 * 500 * 5 + 100);
});
