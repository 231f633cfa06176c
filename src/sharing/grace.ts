import { asyncScheduler, type Subscription } from 'rxjs';

/** Does something when a grace is over, in milliseconds; the wait alone keeps no process alive. */
export function afterGrace(grace: number, action: () => void): Subscription {
  const waiting = asyncScheduler.schedule(action, grace);
  // Waiting for somebody who may never come must not keep a process alive. The scheduler's action is known to
  // virtual time, a bare setTimeout is not; its handle is the one thing that can be unref'd.
  const { id } = waiting as Subscription & { id?: { unref?(): void } };
  id?.unref?.();
  return waiting;
}
