import { Observable, type Subscription } from 'rxjs';
import { afterGrace } from '../sharing/grace.js';
import { beginsWhen } from '../sharing/launch.js';

/** What is begun for those who come, and ended when all have left. */
export interface Attended {
  /** Called for the first who comes, also again after a `rewind`. */
  readonly begin: () => void;
  /** Whether it cannot be undone any more. */
  readonly hasBegun: () => boolean;
  /** Called when all have left before it had begun: as if nobody had come. */
  readonly rewind: () => void;
  /** Called when all have left, and the grace has passed. */
  readonly abandon: () => void;
}

/** Counts who follows any of the streams that belong together. */
export class Attendance {
  private readonly attended: Attended;
  private readonly grace: number;
  private count = 0;
  private phase: 'idle' | 'running' | 'over' = 'idle';
  private waiting: Subscription | undefined;

  /** @param grace - in milliseconds */
  constructor(attended: Attended, grace: number) {
    this.attended = attended;
    this.grace = grace;
  }

  /** The same stream, whose subscribers count. */
  counted<T>(stream: Observable<T>): Observable<T> {
    return new Observable((subscriber) => {
      // Shared again by somebody else, we have begun when what is followed has.
      beginsWhen(() => this.phase === 'over' || this.attended.hasBegun());
      this.count += 1;
      this.waiting?.unsubscribe();
      subscriber.add(stream.subscribe(subscriber));
      // Behind the stream's own farewell: what is closed below has nobody left to tell.
      subscriber.add(() => {
        this.count -= 1;
        if (this.count === 0 && this.phase === 'running') this.close();
      });
      if (this.phase === 'idle' && !subscriber.closed) {
        this.phase = 'running';
        this.attended.begin();
      }
    });
  }

  /** Says that it is over: from now on it does not matter who comes or leaves. */
  end(): void {
    this.phase = 'over';
    this.waiting?.unsubscribe();
  }

  private close(): void {
    const { grace, attended } = this;
    if (!attended.hasBegun()) {
      this.phase = 'idle';
      attended.rewind();
    } else if (grace === 0) attended.abandon();
    else if (grace < Number.POSITIVE_INFINITY) {
      this.waiting = afterGrace(grace, () => {
        attended.abandon();
      });
    }
  }
}
