import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeBlock } from '../../../src/message/changeBlock.js';

interface Counted {
  readonly index: number;
  readonly count: number;
}

const fresh = (index: number): Counted => ({ index, count: 0 });
const once = ({ index, count }: Counted): Counted => ({ index, count: count + 1 });

describe('changeBlock', () => {
  it('keeps the blocks in order of index, each of them once, whatever the order of arrival', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 12 })), (indices) => {
        let blocks: readonly Counted[] = [];
        for (const index of indices) blocks = changeBlock(blocks, index, fresh, once);
        const expected = [...new Set(indices)].sort((a, b) => a - b);
        expect(blocks.map(({ index }) => index)).toEqual(expected);
        for (const { index, count } of blocks) {
          expect(count).toBe(indices.filter((each) => each === index).length);
        }
      }),
    );
  });

  it('leaves the array it was given alone, and all other blocks their identity', () => {
    const before = [
      { index: 0, count: 1 },
      { index: 2, count: 1 },
      { index: 5, count: 1 },
    ] as const;
    Object.freeze(before);
    const inserted = changeBlock<Counted>(before, 3, fresh, once);
    expect(inserted.map(({ index }) => index)).toEqual([0, 2, 3, 5]);
    expect([inserted[0], inserted[1], inserted[3]].every((block, at) => block === before[at])).toBe(true);
    const changed = changeBlock<Counted>(before, 2, fresh, once);
    expect(changed[0]).toBe(before[0]);
    expect(changed[1]).toEqual({ index: 2, count: 2 });
    expect(changed[2]).toBe(before[2]);
  });

  it('hands back the very same blocks where nothing changes', () => {
    const blocks = [fresh(0), fresh(1)];
    expect(changeBlock(blocks, 1, fresh, (block) => block)).toBe(blocks);
    expect(changeBlock(blocks, 2, fresh, (block) => block)).toBe(blocks);
  });

  it('changes a fresh block where there is none', () => {
    expect(changeBlock([], 4, fresh, once)).toEqual([{ index: 4, count: 1 }]);
  });
});
