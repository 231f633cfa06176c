import {
  catchError,
  concat,
  concatMap,
  defer,
  from,
  ignoreElements,
  type Observable,
  tap,
  throwError,
} from 'rxjs';
import type { ConverseEvent } from '../../events.js';
import { isServerCall } from '../../message/toolCall.js';
import { type Turn, type TurnOutcome, wouldGoOn } from './turn.js';

/**
 * The events of all turns as those of one generation, which ends as the whole does. A message that calls tools has its
 * messageStop when the next one begins: without one, somebody has stopped it, though the message was complete.
 */
export function asOneGeneration(turns: Observable<Turn>): Observable<ConverseEvent> {
  return defer(() => new OneGeneration().over(turns));
}

/** How far one subscriber has come. */
class OneGeneration {
  private hasCalls = false;
  /** The messageStop of a message that calls tools, and what came after it: not told yet. */
  private held: readonly ConverseEvent[] = [];
  private last: TurnOutcome | undefined;

  over(turns: Observable<Turn>): Observable<ConverseEvent> {
    return concat(
      turns.pipe(concatMap((turn) => this.through(turn))),
      defer(() => from(this.lastWords())),
    ).pipe(
      catchError((error: unknown) =>
        concat(
          from(this.held),
          throwError(() => error),
        ),
      ),
    );
  }

  private through({ events, outcome }: Turn): Observable<ConverseEvent> {
    return concat(
      events.pipe(concatMap((event) => this.told(event))),
      outcome.pipe(
        tap((ended) => (this.last = ended)),
        ignoreElements(),
      ),
    );
  }

  /** What is told when an event has come. */
  private told(event: ConverseEvent): readonly ConverseEvent[] {
    if (event.messageStart) {
      const { held } = this;
      this.held = [];
      this.hasCalls = false;
      return [...held, event];
    }
    const { toolUse } = event.contentBlockStart?.start ?? {};
    this.hasCalls ||= toolUse != null && !isServerCall(toolUse);
    const isOver = event.messageStop != null || this.held.length > 0;
    if (!this.hasCalls || !isOver) return [event];
    this.held = [...this.held, event];
    return [];
  }

  private lastWords(): readonly ConverseEvent[] {
    const { last, held } = this;
    const isStopped = last !== undefined && (last.status === 'stopped' || wouldGoOn(last));
    return isStopped ? held.filter(({ messageStop }) => !messageStop) : held;
  }
}
