import type { ConverseEvent } from 'rx-bedrock';

/** The ending of a generation that was closed because everybody had left. */
export const abandoned: unique symbol = Symbol('abandoned');

/**
 * The model: what a generation must be by now, reckoned from what its source and its subscribers did. It knows
 * nothing of queues, logs or audiences.
 */
export class Ledger {
  readonly grace: number;
  /** What the source has handed over, in that order. */
  emitted: ConverseEvent[] = [];
  /** `'complete'`, an error, or {@link abandoned}, once it is over. */
  ending: unknown;
  /** How often the source began for real: a request that was sent. */
  starts = 0;
  /** Whether the source must be subscribed to. */
  isOpen = false;
  /** Whether a grace timer must be running. */
  get isWaiting(): boolean {
    return this.isOpen && this.present === 0 && this.grace !== Number.POSITIVE_INFINITY;
  }

  private present = 0;
  private hasBegun = false;
  private now = 0;
  private emptySince = 0;

  constructor(grace: number) {
    this.grace = grace;
  }

  joined(): void {
    this.present += 1;
    if (this.ending === undefined) this.isOpen = true;
  }

  left(): void {
    this.present -= 1;
    this.emptySince = this.now;
    if (this.present > 0 || !this.isOpen) return;
    if (!this.hasBegun) this.isOpen = false;
    else if (this.grace === 0) this.end(abandoned);
  }

  /** Whether the message that came last is whole: closing a whole one is no abort. */
  get isWhole(): boolean {
    const last = this.emitted.findLast(({ messageStart, messageStop }) => messageStart ?? messageStop);
    return last?.messageStop !== undefined;
  }

  began(): void {
    this.hasBegun = true;
    this.starts += 1;
  }

  received(event: ConverseEvent): void {
    this.emitted.push(event);
  }

  end(ending: unknown): void {
    if (this.ending !== undefined) return;
    this.ending = ending;
    this.isOpen = false;
  }

  waited(ms: number): void {
    this.now += ms;
    if (this.isWaiting && this.now - this.emptySince >= this.grace) this.end(abandoned);
  }
}
