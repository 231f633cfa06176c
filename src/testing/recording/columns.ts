/** What stands at one frame of a diagram: one thing or, in a group, several. */
export interface Column {
  readonly frame: number;
  readonly count: number;
}

/**
 * Where things go that are wanted at these frames, in this order. One takes a frame; a group of several takes two more
 * than it has, as its brackets take time in a diagram, too. So there may be no room: then things are late, never
 * early, and all together by as few frames as possible.
 *
 * @param frames - whole numbers that never fall
 */
export function columnsFor(frames: readonly number[]): Column[] {
  const sums = [0];
  for (const frame of frames) sums.push(sums.at(-1)! + frame);
  // What is best for all things before one, for each frame that it may leave free.
  const ways: Way[][] = [...frames, 0].map(() => []);
  ways[0] = [{ free: 0, late: 0 }];
  for (const [index, wanted] of frames.entries()) {
    for (const way of worthKeeping(ways[index]!, wanted)) {
      const frame = Math.max(way.free, wanted);
      const go = (count: number) => {
        const late = way.late + count * frame - (sums[index + count]! - sums[index]!);
        const column = { frame, count };
        ways[index + count]!.push({ free: endOf(column), late, column, before: way });
      };
      go(1);
      // A group takes all that is due: who is left out is later, and nobody is earlier for that.
      const due = firstAfter(frames, frame, index) - index;
      if (due > 1) go(due);
    }
    ways[index] = [];
  }
  const [best] = ways.at(-1)!.sort((a, b) => a.late - b.late);
  return columnsOf(best);
}

/** The first frame behind a column. */
export function endOf({ frame, count }: Column): number {
  return frame + (count === 1 ? 1 : count + 2);
}

/** One way to place things so far: the next frame that is free, and by how much all are late. */
interface Way {
  readonly free: number;
  readonly late: number;
  readonly column?: Column;
  readonly before?: Way;
}

/** Only ways that leave an earlier frame free, or are less late, than every other. */
function worthKeeping(ways: Way[], wanted: number): Way[] {
  const start = (way: Way) => Math.max(way.free, wanted);
  ways.sort((a, b) => start(a) - start(b) || a.late - b.late);
  let least = Number.POSITIVE_INFINITY;
  return ways.filter(({ late }) => {
    if (late >= least) return false;
    least = late;
    return true;
  });
}

/** The first index from which on frames are beyond one. */
function firstAfter(frames: readonly number[], frame: number, from: number): number {
  let [low, high] = [from, frames.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (frames[middle]! > frame) high = middle;
    else low = middle + 1;
  }
  return low;
}

function columnsOf(way: Way | undefined): Column[] {
  const columns: Column[] = [];
  for (let at = way; at?.column; at = at.before) columns.push(at.column);
  return columns.reverse();
}
