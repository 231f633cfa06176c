import { isObservable, Observable } from 'rxjs';
import { checkFunction, complaint } from '../check.js';
import { GenerationError, withDetails } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import { attemptsIn, type ResponseInfo } from '../response.js';
import { tellEnd } from '../sharing/isolate.js';

/** One of several sources: events, or what makes them when it is their turn. */
export type SourceCandidate = Observable<ConverseEvent> | (() => Observable<ConverseEvent>);

/** Throws unless there are candidates to choose from. */
export function checkCandidates(caller: string, candidates: readonly SourceCandidate[]): void {
  const fix = 'Pass [fromConverseStream(client, input), () => fromConverseStream(other, input)], say.';
  if (!Array.isArray(candidates) || candidates.length === 0) {
    throw new TypeError(complaint(`The sources of ${caller}()`, candidates, 'a list of at least one', fix));
  }
  for (const [position, candidate] of candidates.entries()) {
    if (isObservable(candidate)) continue;
    const rule = 'an Observable, or a function that makes one';
    checkFunction(`Source ${position} of ${caller}()`, candidate, fix, rule);
  }
}

/** The events of a candidate; what a factory throws is thrown. */
export function eventsOf(
  caller: string,
  candidate: SourceCandidate,
  position: number,
): Observable<ConverseEvent> {
  const events = typeof candidate === 'function' ? candidate() : candidate;
  if (isObservable(events)) return isolated(events);
  const fix = 'Return fromConverseStream(client, input), say.';
  throw new TypeError(complaint(`What source ${position} of ${caller}() made`, events, 'an Observable', fix));
}

/** The same events. Should their teardown throw, it is reported: what a loser does must not harm the one that serves. */
function isolated(events: Observable<ConverseEvent>): Observable<ConverseEvent> {
  return new Observable((subscriber) => {
    const guarded = new Observable<ConverseEvent>((upward) => {
      // Before it emits, so that a synchronous source sees at once that it has been left.
      subscriber.add(() => {
        tellEnd(() => upward.unsubscribe());
      });
      return events.subscribe(upward);
    });
    return guarded.subscribe({
      next: (event) => subscriber.next(event),
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
  });
}

/** Whether the caller meant an end with it: then no other candidate should go on. */
export function isDeliberate({ code }: GenerationError): boolean {
  return code === 'aborted' || code === 'budget';
}

/** How many requests an error tells of: at least the one that failed. */
export function attemptsOf(thrown: unknown): number {
  return attemptsIn(thrown instanceof GenerationError ? thrown.response : undefined);
}

/**
 * What a generation says of its exchange where it had a choice: who served, and how many requests there were.
 * @param others - how many requests were made for other candidates
 */
export function servedBy(position: number, response: ResponseInfo | undefined, others: number): ResponseInfo {
  // One that had a choice itself says which of its own it was.
  const source = response?.source === undefined ? String(position) : `${position}.${response.source}`;
  return { ...response, attempts: attemptsIn(response) + others, source };
}

/** The error of a candidate, with the same said of its exchange; one of somebody else's code is left as it is. */
export function failedBy(position: number, thrown: unknown, others: number): unknown {
  if (!(thrown instanceof GenerationError)) return thrown;
  return withDetails(thrown, { response: servedBy(position, thrown.response, others) });
}
