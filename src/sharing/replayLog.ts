import type { ContentBlockDelta } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseEvent } from '../events.js';
import { emptyMessage, foldMessage, type MessageState } from '../message/fold.js';
import { MergedDelta } from './mergedDelta.js';
import { type Strand, strandIn } from './strand.js';

/**
 * What a late subscriber has missed. Deltas are kept joined, block by block and strand by strand, so that memory and
 * catching up grow with the content and the number of blocks, not with the number of events. Whatever else a block
 * brings (a citation, an image, something unknown) is kept where it stood: text is not joined across it.
 */
export class ReplayLog implements Iterable<ConverseEvent> {
  private readonly entries: (ConverseEvent | MergedDelta)[] = [];
  /** The deltas that may still grow, by block. */
  private readonly open = new Map<number, Map<Strand, MergedDelta>>();
  /** The one that grew last, which mostly is the next to grow. */
  private latest: MergedDelta | undefined;

  append(event: ConverseEvent): void {
    const { delta, contentBlockIndex } = event.contentBlockDelta ?? {};
    const strand = strandIn(event);
    if (strand && delta) this.grow(contentBlockIndex ?? 0, strand, delta);
    else {
      this.seal(event);
      this.entries.push(event);
    }
  }

  *[Symbol.iterator](): Generator<ConverseEvent> {
    for (const entry of this.entries) yield entry instanceof MergedDelta ? entry.toEvent() : entry;
  }

  /** The message as far as it has come. */
  fold(): MessageState {
    let state = emptyMessage;
    for (const event of this) state = foldMessage(state, event);
    return state;
  }

  /** Forgets everything. */
  clear(): void {
    this.entries.length = 0;
    this.open.clear();
    this.latest = undefined;
  }

  private grow(index: number, strand: Strand, delta: ContentBlockDelta): void {
    const { latest } = this;
    const grown =
      latest?.index === index && latest.strand === strand ? latest : this.open.get(index)?.get(strand);
    if (grown) grown.add(delta);
    this.latest = grown ?? this.start(index, strand, delta);
  }

  private start(index: number, strand: Strand, delta: ContentBlockDelta): MergedDelta {
    const started = new MergedDelta(index, strand, delta);
    this.entries.push(started);
    let block = this.open.get(index);
    if (!block) this.open.set(index, (block = new Map<Strand, MergedDelta>()));
    block.set(strand, started);
    return started;
  }

  /** Ends the growth that may not reach past an event: in its own block, or in all when it belongs to none alone. */
  private seal(event: ConverseEvent): void {
    const { contentBlockDelta, contentBlockStart, contentBlockStop } = event;
    const ofBlock = contentBlockDelta ?? contentBlockStart ?? contentBlockStop;
    if (ofBlock && Object.keys(event).length === 1) this.open.delete(ofBlock.contentBlockIndex ?? 0);
    else this.open.clear();
    this.latest = undefined;
  }
}
