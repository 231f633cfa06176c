import type { SchedulerAction, SchedulerLike, Subscription } from 'rxjs';

/** Measures for how long nothing was heard. */
export class Silence {
  private readonly scheduler: SchedulerLike;
  private began: number;
  private current: Subscription | undefined;

  constructor(scheduler: SchedulerLike) {
    this.scheduler = scheduler;
    this.began = scheduler.now();
  }

  begin(): void {
    this.began = this.scheduler.now();
  }

  /**
   * Calls back when the silence has been too long. Takes the place of the watch before.
   *
   * After a loop was blocked the timers run before the sockets are read. So a watch that finds itself late waits as
   * long again before it blames anybody, and in any case for one turn of the loop.
   */
  watch(patience: number, expire: () => void): Subscription | undefined {
    this.current?.unsubscribe();
    if (patience === 0) return undefined;
    const leftOf = () => this.began + patience - this.scheduler.now();
    let isSuspected = false;
    // One action that looks at the clock and goes to sleep again, instead of a timer for every event.
    function look(this: SchedulerAction<unknown>) {
      const left = leftOf();
      if (left <= 0 && isSuspected) expire();
      else {
        isSuspected = left <= 0;
        this.schedule(undefined, Math.min(Math.abs(left), patience));
      }
    }
    this.current = this.scheduler.schedule(look, patience);
    return this.current;
  }
}
