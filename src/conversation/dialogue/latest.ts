import type { Observable } from 'rxjs';
import { Ending } from '../../sharing/ending.js';
import { Broadcast } from '../broadcast.js';
import type { Announcements } from '../announcements.js';

/**
 * A value that many follow: each is given it at once, and then every change, in order with all that is announced in
 * the same place. Never errors.
 */
export class Latest<T> {
  /** The value as it is now; not everybody may have been told yet. */
  value: T;
  readonly values: Observable<T>;
  private readonly announcements: Announcements;
  private readonly broadcast: Broadcast<T> = new Broadcast<T>((_, value) => [value]);

  constructor(announcements: Announcements, value: T) {
    this.announcements = announcements;
    this.value = value;
    this.values = this.broadcast.stream;
    this.broadcast.next(value);
  }

  set(value: T): void {
    this.value = value;
    this.announcements.announce(() => {
      this.broadcast.next(value);
    });
  }

  /** There will be no more changes: who comes later is given the last value. */
  end(): void {
    this.announcements.announce(() => {
      this.broadcast.end(Ending.complete);
    });
  }
}
