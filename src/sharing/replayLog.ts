import type { ContentBlockDelta } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseEvent } from '../events.js';
import { type Strand, strandOf } from './strand.js';

/** Deltas of one block and strand, as one. */
class MergedDelta {
  private readonly index: number;
  private readonly strand: Strand;
  private delta: ContentBlockDelta;

  constructor(index: number, strand: Strand, delta: ContentBlockDelta) {
    this.index = index;
    this.strand = strand;
    this.delta = delta;
  }

  add(more: ContentBlockDelta): void {
    this.delta = this.strand.join(this.delta, more);
  }

  toEvent(): ConverseEvent {
    return { contentBlockDelta: { contentBlockIndex: this.index, delta: this.delta } };
  }
}

/** The deltas of one block that may still grow. */
type OpenBlock = Map<Strand, MergedDelta>;

/**
 * What a late subscriber has missed. Deltas are kept joined, block by block and strand by strand, so that memory and
 * catching up grow with the content and the number of blocks, not with the number of events. Whatever else a block
 * brings (a citation, an image, something unknown) is kept where it stood: text is not joined across it.
 */
export class ReplayLog implements Iterable<ConverseEvent> {
  private readonly entries: (ConverseEvent | MergedDelta)[] = [];
  private readonly openBlocks = new Map<number, OpenBlock>();

  append(event: ConverseEvent): void {
    const { delta, contentBlockIndex } = event.contentBlockDelta ?? {};
    const strand = strandOf(delta);
    if (strand && delta && contentBlockIndex !== undefined) this.grow(contentBlockIndex, strand, delta);
    else {
      this.seal(event);
      this.entries.push(event);
    }
  }

  *[Symbol.iterator](): Generator<ConverseEvent> {
    for (const entry of this.entries) yield entry instanceof MergedDelta ? entry.toEvent() : entry;
  }

  private grow(index: number, strand: Strand, delta: ContentBlockDelta): void {
    let block = this.openBlocks.get(index);
    if (!block) this.openBlocks.set(index, (block = new Map<Strand, MergedDelta>()));
    const merged = block.get(strand);
    if (merged) {
      merged.add(delta);
      return;
    }
    const first = new MergedDelta(index, strand, delta);
    block.set(strand, first);
    this.entries.push(first);
  }

  /** Ends the growth that may not reach past an event: in its own block, or in all when it belongs to none. */
  private seal(event: ConverseEvent): void {
    const { contentBlockDelta, contentBlockStart, contentBlockStop } = event;
    const index = (contentBlockDelta ?? contentBlockStart ?? contentBlockStop)?.contentBlockIndex;
    if (index === undefined) this.openBlocks.clear();
    else this.openBlocks.delete(index);
  }
}
