import type { Subscriber } from 'rxjs';

/**
 * Holds values back until they may go. Whatever comes up while it opens, because a subscriber makes the source emit or
 * end, waits for its turn.
 */
export class Gate<T> {
  private readonly subscriber: Subscriber<T>;
  private state: 'shut' | 'opening' | 'open' = 'shut';
  private waiting: T[] = [];
  private end: (() => void) | undefined;

  constructor(subscriber: Subscriber<T>) {
    this.subscriber = subscriber;
  }

  get isShut(): boolean {
    return this.state === 'shut';
  }

  next(value: T): void {
    if (this.state === 'open') this.subscriber.next(value);
    else this.waiting.push(value);
  }

  /** @param select - makes what goes on of what was held back */
  open(select: (held: readonly T[]) => readonly T[]): void {
    this.waiting = [...select(this.waiting)];
    this.state = 'opening';
    // The loop sees what is added while it runs.
    for (const value of this.waiting) this.subscriber.next(value);
    this.waiting = [];
    this.state = 'open';
    this.end?.();
  }

  error(error: unknown): void {
    this.endBy(() => {
      this.subscriber.error(error);
    });
  }

  complete(): void {
    this.endBy(() => {
      this.subscriber.complete();
    });
  }

  private endBy(end: () => void): void {
    if (this.state === 'opening') this.end = end;
    else end();
  }
}
