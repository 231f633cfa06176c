import { animationFrameScheduler, asyncScheduler, type SchedulerLike, Subscription } from 'rxjs';
import { checkMilliseconds, checkOptions, complaint } from '../check.js';
import { checkScheduler, steadyClock } from './clock.js';

/** How long to gather what comes: a time, or until the screen is drawn next. */
export type GatheringWindow = (
  | {
      /** For so many milliseconds from the first on. */
      ms: number;
    }
  | {
      /**
       * Until the next animation frame; but never longer than 100 ms, as a tab that is hidden has no frames. Where there
       * are none at all, for 16 ms.
       */
      frames: true;
    }
) & {
  /**
   * What the timers run on.
   * @default asyncScheduler
   */
  scheduler?: SchedulerLike | undefined;
};

/** A frame at 60 Hz, and how long to wait for one, both in milliseconds. */
const frame = 16;
const patience = 100;

/** Throws unless it is a window. */
export function checkWindow(window: unknown): asserts window is GatheringWindow {
  const name = 'The window of coalesceDeltas()';
  const fix = 'Pass { ms: 50 }, or { frames: true }.';
  checkOptions(name, window, fix, '{ ms } or { frames: true }');
  const { ms, frames, scheduler } = window as { ms?: unknown; frames?: unknown; scheduler?: unknown };
  if ((ms === undefined) === (frames !== true)) {
    throw new TypeError(complaint(name, window, 'either { ms } or { frames: true }', fix));
  }
  if (ms !== undefined) checkMilliseconds('window.ms', ms, 'Choose what a reader does not notice: 50, say.');
  checkScheduler('window.scheduler', scheduler);
}

/** A window that opens with what comes first, and shuts by itself, or before. */
export class TimedWindow {
  private readonly window: GatheringWindow;
  private readonly scheduler: SchedulerLike;
  private readonly now: () => number;
  private readonly longest: number;
  private openedAt: number | undefined;
  private timers: Subscription | undefined;

  constructor(window: GatheringWindow) {
    this.window = window;
    this.scheduler = window.scheduler ?? asyncScheduler;
    this.now = steadyClock(this.scheduler);
    this.longest = 'ms' in window ? window.ms : patience;
  }

  /** Whether it should be shut by now: browsers let the timers of hidden tabs wait. */
  get isOverdue(): boolean {
    return this.openedAt !== undefined && this.now() - this.openedAt >= this.longest;
  }

  /** Opens it where it is not open yet. */
  open(whenOver: () => void): void {
    if (this.openedAt !== undefined) return;
    this.openedAt = this.now();
    const timers = new Subscription();
    this.timers = timers;
    const hasFrames = !('ms' in this.window) && typeof requestAnimationFrame === 'function';
    if (hasFrames) timers.add(animationFrameScheduler.schedule(whenOver));
    const wait = 'ms' in this.window ? this.window.ms : hasFrames ? patience : frame;
    timers.add(this.scheduler.schedule(whenOver, wait));
  }

  shut(): void {
    this.openedAt = undefined;
    this.timers?.unsubscribe();
  }
}
