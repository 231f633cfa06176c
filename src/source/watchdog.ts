import { asyncScheduler, type Observable, type SchedulerLike } from 'rxjs';
import type { ConverseEvent } from '../events.js';
import { checkMilliseconds } from '../check.js';
import { relay } from '../relay.js';
import { Silence } from '../timing/silence.js';

/**
 * How long a provider may be silent unless somebody says otherwise, in milliseconds: models that reason may think for
 * minutes without a word, and after 300 s the SDK ends a silent stream as if it were whole. So this comes just before.
 */
const defaultPatience = 290_000;

/** Throws unless it is a time to wait, or left out for the default. */
export function checkPatience(name: string, milliseconds: unknown): void {
  const fix = 'Leave it out for the default, or pass 0 to wait for ever.';
  if (milliseconds !== undefined) checkMilliseconds(name, milliseconds, fix);
}

/** How long a provider may be silent. */
export interface Patience {
  /**
   * Until the first event, in milliseconds; 0 means for ever.
   * @default 290_000
   */
  readonly first?: number | undefined;
  /**
   * Between two events, in milliseconds; 0 means for ever.
   * @default 290_000
   */
  readonly idle?: number | undefined;
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * The same events, and an end when the provider is silent for too long: an error, or a completion where messageStop
 * has come, since only metadata can be missing then.
 * @param toError - makes the error, given what to complain of
 */
export function watched(
  source: Observable<ConverseEvent>,
  { first = defaultPatience, idle = defaultPatience, scheduler = asyncScheduler }: Patience,
  toError: (complaint: string) => unknown,
): Observable<ConverseEvent> {
  return relay(source, (subscriber) => {
    const silence = new Silence(scheduler);
    let hasBegun = false;
    let hasStopped = false;
    const watchFor = (patience: number, when: string) => {
      const watch = silence.watch(patience, () => {
        const complaint = `The provider sent nothing for ${patience} ms, ${when}.`;
        if (hasStopped) subscriber.complete();
        else subscriber.error(toError(complaint));
      });
      subscriber.add(watch);
    };
    watchFor(first, 'at first');
    return {
      next: (event) => {
        subscriber.next(event);
        hasStopped ||= event.messageStop !== undefined;
        // The clock starts when an event has been dealt with: the time that readers take does not count.
        silence.begin();
        if (hasBegun) return;
        hasBegun = true;
        watchFor(idle, 'between two events');
      },
    };
  });
}
