import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Column, columnsFor, endOf } from '../../../../src/testing/recording/columns.js';

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** How late everything is, one by one. */
function delays(wanted: readonly number[], columns: readonly Column[]): number[] {
  const given = columns.flatMap(({ frame, count }) => Array.from({ length: count }, () => frame));
  expect(given).toHaveLength(wanted.length);
  return given.map((frame, index) => frame - wanted[index]!);
}

/** The least that all can be late by, found by trying every way to make groups, and every frame for them. */
function leastDelay(wanted: readonly number[], free = 0): number {
  if (wanted.length === 0) return 0;
  const ways = wanted.flatMap((_frame, index) => {
    const count = index + 1;
    const group = wanted.slice(0, count);
    const earliest = Math.max(free, group.at(-1)!);
    return [0, 1, 2].map((pause) => {
      const frame = earliest + pause;
      const own = sum(group.map((each) => frame - each));
      return own + leastDelay(wanted.slice(count), endOf({ frame, count }));
    });
  });
  return Math.min(...ways);
}

const wantedFrames = (length: number, span: number) =>
  fc.array(fc.nat({ max: span }), { maxLength: length }).map((frames) => frames.sort((a, b) => a - b));

describe('columnsFor', () => {
  it.each<[string, number[], [frame: number, count: number][]]>([
    ['nothing', [], []],
    ['one', [3], [[3, 1]]],
    [
      'neighbours',
      [0, 1, 2],
      [
        [0, 1],
        [1, 1],
        [2, 1],
      ],
    ],
    [
      'several at once, with room behind them',
      [2, 2, 2, 7],
      [
        [2, 3],
        [7, 1],
      ],
    ],
    [
      'two at once, without room for their brackets',
      [0, 0, 1],
      [
        [0, 1],
        [1, 2],
      ],
    ],
    [
      'two at once, with little room',
      [0, 0, 2],
      [
        [0, 1],
        [1, 1],
        [2, 1],
      ],
    ],
  ])('places %s', (_name, wanted, expected) => {
    expect(columnsFor(wanted)).toEqual(expected.map(([frame, count]) => ({ frame, count })));
  });

  it('is exact wherever there is room', () => {
    const groups = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.integer({ min: 1, max: 5 })), { maxLength: 12 });
    fc.assert(
      fc.property(groups, (given) => {
        let free = 0;
        const columns = given.map(([pause, count]) => {
          const column = { frame: free + pause, count };
          // Neighbours of the same frame would be one group.
          free = endOf(column);
          return column;
        });
        const wanted = columns.flatMap(({ frame, count }) => Array.from({ length: count }, () => frame));
        expect(columnsFor(wanted)).toEqual(columns);
      }),
    );
  });

  it('keeps the order, leaves room for brackets, and puts nothing too early', () => {
    fc.assert(
      fc.property(wantedFrames(60, 40), (wanted) => {
        const columns = columnsFor(wanted);
        for (const [index, column] of columns.entries()) {
          expect(column.frame).toBeGreaterThanOrEqual(index === 0 ? 0 : endOf(columns[index - 1]!));
        }
        expect(Math.min(0, ...delays(wanted, columns))).toBe(0);
      }),
    );
  });

  it('makes all together as little late as can be', () => {
    fc.assert(
      fc.property(wantedFrames(6, 8), (wanted) => {
        expect(sum(delays(wanted, columnsFor(wanted)))).toBe(leastDelay(wanted));
      }),
      { numRuns: 60 },
    );
  });

  it('is quick also where there is no room at all', () => {
    const wanted = Array.from({ length: 20_000 }, (_, index) => Math.floor(index / 10));
    const before = performance.now();
    columnsFor(wanted);
    // It takes a tenth of that; what grows with the square would take minutes.
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
