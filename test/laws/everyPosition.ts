import type { ConverseEvent } from 'rx-bedrock';
import { multicastReplay } from 'rx-bedrock/operators';
import { concat, from, NEVER, Subject } from 'rxjs';
import { expect } from 'vitest';
import { type Folds, foldAll, plain } from './folds.js';

/** From one position to the next: every one counts, but a very long stream has too many of them. */
export function stepThrough(events: readonly ConverseEvent[]): number {
  const positions = events.length + 1;
  return Math.ceil(positions / 300);
}

/** Lets somebody join at every position of a generation, and expects all to fold to what the first one does. */
export function expectLateToEqualEarly(
  events: readonly ConverseEvent[],
  tool?: string,
  failure?: Error,
): void {
  const { source, shared } = begin();
  const early = foldAll(shared, tool);
  const late: Folds[] = [];
  const step = stepThrough(events);
  for (const [position, event] of events.entries()) {
    if (position % step === 0) late.push(foldAll(shared, tool));
    source.next(event);
  }
  late.push(foldAll(shared, tool));
  if (failure) source.error(failure);
  else source.complete();
  late.push(foldAll(shared, tool));
  const expected = plain(early);
  for (const folds of late) expect(plain(folds)).toStrictEqual(expected);
  expect(early.outcome).toBeDefined();
}

/**
 * Expects what is replayed at every position to fold to what the events themselves do.
 * @returns what is replayed after the last one
 */
export function expectReplayToFoldTheSame(events: readonly ConverseEvent[], tool?: string): ConverseEvent[] {
  const { source, shared } = begin();
  // Somebody has to stay, or the generation would be closed.
  shared.subscribe();
  const raw = foldAll(source, tool);
  const step = stepThrough(events);
  for (const [position, event] of events.entries()) {
    if (position % step === 0) expectSame();
    source.next(event);
  }
  expectSame();
  return replayed();

  function expectSame(): void {
    expect(plain(foldAll(concat(from(replayed()), NEVER), tool))).toStrictEqual(plain(raw));
  }

  function replayed(): ConverseEvent[] {
    const replay: ConverseEvent[] = [];
    shared.subscribe((event) => replay.push(event)).unsubscribe();
    return replay;
  }
}

function begin() {
  const source = new Subject<ConverseEvent>();
  return { source, shared: source.pipe(multicastReplay()) };
}
