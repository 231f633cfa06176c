import {
  animationFrameScheduler,
  auditTime,
  interval,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';

/** The latest value, at most once per frame. All panes share the scheduler, so all of them paint in the same task. */
export function inFrames<T>(): MonoTypeOperatorFunction<T> {
  return auditTime(0, animationFrameScheduler);
}

/** Every frame, in that same task. */
export const frames: Observable<number> = interval(0, animationFrameScheduler);
