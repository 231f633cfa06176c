import fc from 'fast-check';
import { it } from 'vitest';
import { expectLateToEqualEarly, expectReplayToFoldTheSame } from '../../laws/everyPosition.js';
import { anyEvents, spoiledEvents } from './anyEvents.js';

// The tool of all the calls in such events.
const tool = 'name';

it('late equals early at every position, also for events as no Bedrock would send them', () => {
  fc.assert(
    fc.property(fc.oneof(anyEvents, spoiledEvents), (events) => expectLateToEqualEarly(events, tool)),
  );
});

it('a replay of such events folds to what they do themselves, at every position', () => {
  fc.assert(
    fc.property(fc.oneof(anyEvents, spoiledEvents), (events) => void expectReplayToFoldTheSame(events, tool)),
  );
});
