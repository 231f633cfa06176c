import type { ContentBlockDelta } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseEvent } from '../events.js';
import type { Strand } from './strand.js';

/** Deltas of one block and strand, as one. */
export class MergedDelta {
  readonly index: number;
  readonly strand: Strand;
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
