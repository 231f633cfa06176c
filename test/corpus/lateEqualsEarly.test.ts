import { expect, it, vi } from 'vitest';
import { expectLateToEqualEarly, expectReplayToFoldTheSame } from '../laws/everyPosition.js';
import { meaningOf, sizeOf } from '../src/sharing/meaning.js';
import { recordings, sayWhereThereAreNone } from './recordings.js';

sayWhereThereAreNone();

// The work grows faster than the length: a long recording may take its time.
vi.setConfig({ testTimeout: 60_000 });

it.each(recordings)('late equals early, at every position: $name', ({ events, tool, exception }) => {
  expectLateToEqualEarly(events, tool, exception === undefined ? undefined : new Error(exception));
});

it.each(recordings)('a replay folds to what the events do, at every position: $name', ({ events, tool }) => {
  const replay = expectReplayToFoldTheSame(events, tool);
  // Not the events themselves, but the fewest that say the same.
  expect(replay).toHaveLength(sizeOf(meaningOf(events)));
});
