import { Observable, type Subscriber } from 'rxjs';
import { tell, tellEnd } from '../../sharing/isolate.js';
import type { Announcements } from './announcements.js';

/**
 * A value that many follow: each is given it at once, and then every change. That is a BehaviorSubject, but isolated,
 * and in order with all that is announced in the same place.
 */
export class Latest<T> {
  /** The value and its changes. Never errors. */
  readonly values: Observable<T>;
  private readonly announcements: Announcements;
  /** The value as it is now; not everybody may have been told yet. */
  value: T;
  /** What everybody has been told last. */
  private told: T;
  private hasEnded = false;
  /** Copied when somebody joins or leaves: a loop over it sees who was there when it began. */
  private audience: readonly Subscriber<T>[] = [];

  constructor(announcements: Announcements, value: T) {
    this.announcements = announcements;
    this.value = this.told = value;
    this.values = new Observable((subscriber) => {
      announcements.during(() => {
        this.join(subscriber);
      });
    });
  }

  set(value: T): void {
    this.value = value;
    this.announcements.announce(() => {
      this.told = value;
      for (const subscriber of this.audience) if (!subscriber.closed) tell(subscriber, value);
    });
  }

  /** There will be no more changes: who comes later is given the last value. */
  end(): void {
    this.announcements.announce(() => {
      this.hasEnded = true;
      this.letGo();
    });
  }

  private join(subscriber: Subscriber<T>): void {
    this.audience = [...this.audience, subscriber];
    subscriber.add(() => {
      this.audience = this.audience.filter((other) => other !== subscriber);
    });
    tell(subscriber, this.told);
    if (this.hasEnded) this.letGo();
  }

  private letGo(): void {
    const { audience } = this;
    this.audience = [];
    for (const subscriber of audience) {
      tellEnd(() => {
        subscriber.complete();
      });
    }
  }
}
