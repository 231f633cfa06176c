import fc from 'fast-check';
import { concat, from, NEVER, throwError } from 'rxjs';
import { expect, it, vi } from 'vitest';
import { answerFrom, drafts } from './answers.js';
import { expectReplayToFoldTheSame } from './everyPosition.js';
import { foldAll, plain } from './folds.js';
import { type Spectator, often, Stage, scenes, wireKinds } from './stage.js';
import { withTimeByHand } from './theatre.js';

withTimeByHand();
// Everybody folds everything, hundreds of times: a machine that has other work may take its time.
vi.setConfig({ testTimeout: 60_000 });

const endings = fc.constantFrom('complete' as const, 'fail' as const, 'none' as const);

it('law 2: who joins at any position folds to the same message, text, outcome and state', async () => {
  await fc.assert(
    fc.asyncProperty(wireKinds, drafts, endings, fc.nat({ max: 30 }), async (kind, draft, ending, length) => {
      const stage = new Stage({ kind, draft, grace: 0 });
      const early = foldAll(stage.shared);
      const late = [];
      for (let position = 0; position < length; position += 1) {
        await stage.wire.turn();
        late.push(foldAll(stage.shared));
        stage.wire.emit();
      }
      if (ending === 'complete') stage.wire.complete();
      if (ending === 'fail') stage.wire.fail(new Error('from the source'));
      await stage.wire.turn();
      late.push(foldAll(stage.shared));
      for (const folds of late) expect(plain(folds)).toStrictEqual(plain(early));
      if (ending !== 'none' && length > 0) expect(early.outcome).toBeDefined();
    }),
    often,
  );
});

it('law 2: whoever stays to the end folds to the same, whatever happened meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const stage = new Stage(scene);
      const witness = stage.join([], { canLeave: false });
      await stage.play(scene.schedule);
      stage.join();
      const expected = plain(foldAll(replayOf(witness)));
      for (const spectator of stage.spectators.filter(({ hasLeft }) => !hasLeft)) {
        expect(plain(foldAll(replayOf(spectator)))).toStrictEqual(expected);
      }
    }),
    often,
  );
});

it('law 2: what is replayed at any position folds to what the events themselves do', () => {
  fc.assert(fc.property(drafts, (draft) => void expectReplayToFoldTheSame(answerFrom(draft))));
});

/** What a spectator has seen, once more. */
function replayOf({ seen, ends }: Spectator) {
  if (ends.length === 0) return concat(from(seen), NEVER);
  return ends[0] === 'complete'
    ? from(seen)
    : concat(
        from(seen),
        throwError(() => ends[0]),
      );
}
