import { Observable, type Subscription } from 'rxjs';
import { afterGrace } from '../sharing/grace.js';
import { beginsWhen } from '../sharing/launch.js';

/** What is begun for those who come, and ended when all have left. */
export interface Performance {
  /** Called for the first who comes, also again after a `rewind`. */
  readonly begin: () => void;
  /** Whether it cannot be undone any more. */
  readonly hasBegun: () => boolean;
  /** Called when all have left before it had begun: as if nobody had come. */
  readonly rewind: () => void;
  /** Called when all have left, and the grace has passed. */
  readonly abandon: () => void;
}

/** Counts who follows any of the streams of one performance. */
export class Attendance {
  private readonly performance: Performance;
  private readonly grace: number;
  private count = 0;
  private phase: 'idle' | 'running' | 'over' = 'idle';
  private waiting: Subscription | undefined;

  /** @param grace - in milliseconds */
  constructor(performance: Performance, grace: number) {
    this.performance = performance;
    this.grace = grace;
  }

  /** The same stream, whose subscribers count. */
  counted<T>(stream: Observable<T>): Observable<T> {
    return new Observable((subscriber) => {
      // Shared again by somebody else, we have begun when our performance has.
      beginsWhen(() => this.phase === 'over' || this.performance.hasBegun());
      this.count += 1;
      this.waiting?.unsubscribe();
      subscriber.add(() => {
        this.count -= 1;
        if (this.count === 0 && this.phase === 'running') this.close();
      });
      subscriber.add(stream.subscribe(subscriber));
      if (this.phase === 'idle' && !subscriber.closed) {
        this.phase = 'running';
        this.performance.begin();
      }
    });
  }

  /** Says that the performance is over: from now on it does not matter who comes or leaves. */
  end(): void {
    this.phase = 'over';
    this.waiting?.unsubscribe();
  }

  private close(): void {
    const { grace, performance } = this;
    if (!performance.hasBegun()) {
      this.phase = 'idle';
      performance.rewind();
    } else if (grace === 0) performance.abandon();
    else if (grace < Number.POSITIVE_INFINITY) {
      this.waiting = afterGrace(grace, () => {
        performance.abandon();
      });
    }
  }
}
