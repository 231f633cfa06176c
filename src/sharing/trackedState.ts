import type { Observable } from 'rxjs';
import type { ConverseEvent } from '../events.js';
import type { MessageState } from '../message/fold.js';
import { snapshotOf } from '../message/snapshotOf.js';
import { completedSnapshot, failedOutcome, type GenerationState, withText } from '../outcome.js';
import { followToTheEnd } from './follow.js';

/** The state of a generation: at once, with every change, and at last how it ended. Never errors. */
export function trackedState(events: Observable<ConverseEvent>): Observable<GenerationState> {
  return followToTheEnd(events, {
    // A screen need not draw what it shows already.
    show: (before, now) => (before && looksTheSame(before, now) ? undefined : withText(snapshotOf(now), now)),
    last: (state) => withText(completedSnapshot(state), state),
    failed: (state, error) => withText(failedOutcome(state, error), state),
  });
}

function looksTheSame(before: MessageState, now: MessageState): boolean {
  const { blocks, details, hasContent, role } = before;
  return (
    blocks === now.blocks && details === now.details && hasContent === now.hasContent && role === now.role
  );
}
