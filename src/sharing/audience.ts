import type { Subscriber } from 'rxjs';
import type { Ending } from './ending.js';
import { tell } from './isolate.js';

/** Those who listen to one thing: what one of them throws, and when it leaves, is nothing to the others. */
export class Audience<T> {
  /** Copied when somebody joins or leaves, never on a value: a loop over it sees who was there when it began. */
  private members: readonly Subscriber<T>[] = [];

  get isEmpty(): boolean {
    return this.members.length === 0;
  }

  /** @param onLeave - called when it leaves of its own accord, not when it is dismissed */
  admit(subscriber: Subscriber<T>, onLeave?: () => void): void {
    this.members = [...this.members, subscriber];
    subscriber.add(() => {
      if (!this.members.includes(subscriber)) return;
      this.members = this.members.filter((other) => other !== subscriber);
      onLeave?.();
    });
  }

  tell(value: T): void {
    for (const subscriber of this.members) if (!subscriber.closed) tell(subscriber, value);
  }

  /** Sends everybody home; who comes back on that is a new one. */
  dismiss(ending: Ending): void {
    const { members } = this;
    this.members = [];
    for (const subscriber of members) ending.reach(subscriber);
  }
}
