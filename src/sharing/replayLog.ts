import type { ConverseEvent } from '../events.js';
import { appendText } from '../message/appendText.js';
import { type Strand, strandOf } from './strand.js';

/** Deltas of one block and strand, as one. */
class MergedDelta {
  private text = '';
  readonly index: number;
  private readonly strand: Strand;

  constructor(index: number, strand: Strand) {
    this.index = index;
    this.strand = strand;
  }

  append(piece: string): void {
    this.text = appendText(this.text, piece);
  }

  toEvent(): ConverseEvent {
    const delta = this.strand.write(this.text);
    return { contentBlockDelta: { contentBlockIndex: this.index, delta } };
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
    const { contentBlockDelta } = event;
    const strand = strandOf(contentBlockDelta?.delta);
    const index = contentBlockDelta?.contentBlockIndex;
    if (!strand || !contentBlockDelta?.delta || index === undefined) {
      this.seal(event);
      this.entries.push(event);
      return;
    }
    this.grow(index, strand).append(strand.read(contentBlockDelta.delta) ?? '');
  }

  *[Symbol.iterator](): Generator<ConverseEvent> {
    for (const entry of this.entries) yield entry instanceof MergedDelta ? entry.toEvent() : entry;
  }

  private grow(index: number, strand: Strand): MergedDelta {
    let block = this.openBlocks.get(index);
    if (!block) this.openBlocks.set(index, (block = new Map<Strand, MergedDelta>()));
    let merged = block.get(strand);
    if (!merged) {
      block.set(strand, (merged = new MergedDelta(index, strand)));
      this.entries.push(merged);
    }
    return merged;
  }

  /** Ends the growth that may not reach past an event: in its own block, or in all when it belongs to none. */
  private seal(event: ConverseEvent): void {
    const { contentBlockDelta, contentBlockStart, contentBlockStop } = event;
    const index = (contentBlockDelta ?? contentBlockStart ?? contentBlockStop)?.contentBlockIndex;
    if (index === undefined) this.openBlocks.clear();
    else this.openBlocks.delete(index);
  }
}
