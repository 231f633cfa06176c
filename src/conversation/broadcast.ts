import { Observable, type Subscriber } from 'rxjs';
import { Ending } from '../sharing/ending.js';
import { tell } from '../sharing/isolate.js';

/**
 * What many follow, from wherever it comes: who joins late gets what is kept first. As behind a generation, one who
 * throws is his own affair, and what comes up during a delivery waits for its turn.
 */
export class Broadcast<T> {
  readonly stream: Observable<T>;
  private readonly keep: (kept: readonly T[], value: T) => readonly T[];
  private kept: readonly T[] = [];
  /** Copied when somebody joins or leaves: a loop over it sees who was there when it began. */
  private audience: readonly Subscriber<T>[] = [];
  private readonly waiting: (() => void)[] = [];
  private isBusy = false;
  private ending: Ending | undefined;

  /** @param keep - makes what a late one gets of what there was and what has come */
  constructor(keep: (kept: readonly T[], value: T) => readonly T[]) {
    this.keep = keep;
    this.stream = new Observable((subscriber) => {
      this.join(subscriber);
    });
  }

  next(value: T): void {
    this.inTurn(() => {
      this.kept = this.keep(this.kept, value);
      for (const subscriber of this.audience) if (!subscriber.closed) tell(subscriber, value);
    });
  }

  /** The end of it, for everybody, whenever they come. */
  end(ending: Ending): void {
    this.inTurn(() => {
      const { audience } = this;
      this.ending = ending;
      this.audience = [];
      for (const subscriber of audience) ending.reach(subscriber);
    });
  }

  private join(subscriber: Subscriber<T>): void {
    this.audience = [...this.audience, subscriber];
    subscriber.add(() => {
      this.audience = this.audience.filter((other) => other !== subscriber);
    });
    // Nobody waits to be told what is there already, not even one who joins during a delivery.
    if (this.isBusy) this.catchUp(subscriber);
    else this.inTurn(() => this.catchUp(subscriber));
  }

  private catchUp(subscriber: Subscriber<T>): void {
    for (const value of this.kept) {
      if (subscriber.closed) return;
      tell(subscriber, value);
    }
    this.ending?.reach(subscriber);
  }

  private inTurn(action: () => void): void {
    this.waiting.push(action);
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      while (this.waiting.length > 0) this.waiting.shift()!();
    } finally {
      this.isBusy = false;
    }
  }
}

/** Keeps everything. */
export function keepAll<T>(kept: readonly T[], value: T): readonly T[] {
  return [...kept, value];
}
