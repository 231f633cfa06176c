import type { ConverseEvent } from 'rx-bedrock';
import { coalesceDeltas } from 'rx-bedrock/operators';
import { Subject, VirtualTimeScheduler } from 'rxjs';
import { expect } from 'vitest';
import { foldAll, plain } from './folds.js';

/**
 * Expects an answer whose deltas are joined to fold to what the answer itself does: after every pause, which is long
 * enough for all that is held to be sent, and at the end.
 * @param pauses - whether there is one after the event at this position
 */
export function expectCoalescedToFoldTheSame(
  answer: readonly ConverseEvent[],
  pauses: readonly boolean[],
  failure?: Error,
  tool?: string,
): void {
  const scheduler = new VirtualTimeScheduler();
  const source = new Subject<ConverseEvent>();
  const raw = foldAll(source, tool);
  const folds = foldAll(source.pipe(coalesceDeltas({ ms: 20, scheduler })), tool);
  for (const [at, event] of answer.entries()) {
    source.next(event);
    if (!pauses[at]) continue;
    scheduler.flush();
    expect(plain(folds)).toStrictEqual(plain(raw));
  }
  if (failure) source.error(failure);
  else source.complete();
  expect(plain(folds)).toStrictEqual(plain(raw));
  expect(scheduler.actions).toStrictEqual([]);
}
