import type { ConverseEvent } from '../events.js';
import { MergedDelta } from './mergedDelta.js';
import { strandIn } from './strand.js';

/** Deltas that are held back for a while: those that stand side by side, and say the same as one, become one. */
export class Neighbours {
  private held: { readonly first: ConverseEvent; readonly merged: MergedDelta; count: number }[] = [];

  /** Holds a delta back. @returns whether it is one that can be joined with others */
  hold(event: ConverseEvent): boolean {
    const { delta, contentBlockIndex: index = 0 } = event.contentBlockDelta ?? {};
    const strand = strandIn(event);
    if (!strand || !delta) return false;
    const last = this.held.at(-1);
    if (last?.merged.index === index && last.merged.strand === strand) {
      last.merged.add(delta);
      last.count += 1;
    } else this.held.push({ first: event, merged: new MergedDelta(index, strand, delta), count: 1 });
    return true;
  }

  /** All that is held back, in the order in which it came; what had no neighbour is the very same event. */
  release(): ConverseEvent[] {
    const { held } = this;
    this.held = [];
    return held.map(({ first, merged, count }) => (count === 1 ? first : merged.toEvent()));
  }
}
