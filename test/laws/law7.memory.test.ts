import fc from 'fast-check';
import type { ConverseEvent } from 'rx-bedrock';
import { expect, it } from 'vitest';
import { answerFrom, drafts } from './answers.js';
import { Stage, wireKinds } from './stage.js';
import { withTimeByHand } from './theatre.js';

withTimeByHand();

it('law 7: a late subscriber catches up in events for the blocks, however many deltas there were', async () => {
  const cuts = fc.constantFrom(1, 5, 40);
  await fc.assert(
    fc.asyncProperty(wireKinds, drafts, cuts, async (kind, draft, cut) => {
      // More pieces to the same blocks, but not more citations or unknown events: those are kept one by one.
      const blocks = draft.blocks.map(({ kind, pieces }) => ({
        kind: kind === 'cited' || kind === 'odd' ? ('text' as const) : kind,
        pieces: Array.from({ length: cut }, () => pieces).flat(),
      }));
      const finer = { ...draft, blocks };
      const stage = new Stage({ kind, grace: 0, draft: finer });
      const early = stage.join();
      await stage.wire.turn();
      for (const _ of answerFrom(finer)) stage.wire.emit();
      await stage.wire.turn();
      const late = stage.join();
      expect(late.seen.length).toBeLessThanOrEqual(bound(early.seen, blocks.length));
      expect(early.seen.length).toBeGreaterThanOrEqual(late.seen.length);
    }),
    { numRuns: 60 },
  );
});

it('law 7: text between citations is joined, never across one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 20 }), async (citations) => {
      const pieces = Array.from({ length: citations }, () => 'on');
      const draft = { blocks: [{ kind: 'cited' as const, pieces }], turns: [] };
      const stage = new Stage({ kind: 'subject', grace: 0, draft });
      stage.join();
      for (const _ of answerFrom(draft)) stage.wire.emit();
      expect(stage.join().seen).toHaveLength(answerFrom(draft).length);
    }),
    { numRuns: 10 },
  );
});

/** Two strands a block (reasoning has text and signature), and whatever is no delta or of an unknown kind. */
function bound(events: readonly ConverseEvent[], blocks: number): number {
  const kept = events.filter(
    ({ contentBlockDelta }) => !contentBlockDelta || contentBlockDelta.delta?.$unknown,
  );
  return kept.length + 2 * blocks;
}
