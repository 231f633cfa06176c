import { Observable, type Subscriber } from 'rxjs';
import { Audience } from '../sharing/audience.js';
import type { Ending } from '../sharing/ending.js';
import { tell } from '../sharing/isolate.js';
import { Announcements } from './announcements.js';

/**
 * What many follow, from wherever it comes: who joins late gets what is kept first. As behind a generation, one who
 * throws is his own affair, and what comes up during a delivery waits for its turn.
 */
export class Broadcast<T> {
  readonly stream: Observable<T>;
  private readonly keep: (kept: readonly T[], value: T) => readonly T[];
  private kept: readonly T[] = [];
  private readonly audience = new Audience<T>();
  private readonly announcements = new Announcements();
  private ending: Ending | undefined;

  /** @param keep - makes what a late one gets of what there was and what has come */
  constructor(keep: (kept: readonly T[], value: T) => readonly T[]) {
    this.keep = keep;
    this.stream = new Observable((subscriber) => {
      this.join(subscriber);
    });
  }

  next(value: T): void {
    this.announcements.announce(() => {
      this.kept = this.keep(this.kept, value);
      this.audience.tell(value);
    });
  }

  /** The end of it, for everybody, whenever they come. */
  end(ending: Ending): void {
    this.announcements.announce(() => {
      this.ending = ending;
      this.audience.dismiss(ending);
    });
  }

  private join(subscriber: Subscriber<T>): void {
    this.audience.admit(subscriber);
    // Nobody waits to be told what is there already, not even one who joins during a delivery.
    if (this.announcements.isTelling) this.catchUp(subscriber);
    else this.announcements.announce(() => this.catchUp(subscriber));
  }

  private catchUp(subscriber: Subscriber<T>): void {
    for (const value of this.kept) {
      if (subscriber.closed) return;
      tell(subscriber, value);
    }
    this.ending?.reach(subscriber);
  }
}

/** Keeps everything. */
export function keepAll<T>(kept: readonly T[], value: T): readonly T[] {
  return [...kept, value];
}
