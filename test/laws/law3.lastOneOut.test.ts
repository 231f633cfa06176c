import fc from 'fast-check';
import { GenerationError } from 'rx-bedrock';
import { accumulateMessage } from 'rx-bedrock/operators';
import { from, lastValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { abandoned } from './ledger.js';
import { hasFollowedForAWhile } from './sight.js';
import { often, Stage, scenes } from './stage.js';
import { withTimeByHand } from './theatre.js';

withTimeByHand();

it('law 3: the source is open while somebody is there, or may come back in time, and not longer', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const stage = new Stage(scene);
      const check = () => expect(stage.lines).toBe(stage.ledger.isOpen ? 1 : 0);
      await stage.play(scene.schedule, check);
      stage.clear();
      check();
    }),
    often,
  );
});

it('law 3: who comes after the last one gets what had arrived and a typed abort, unless it was whole', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const stage = new Stage(scene);
      await stage.play(scene.schedule);
      stage.clear();
      if (stage.ledger.ending !== abandoned) return;
      const [one, other] = [stage.join(), stage.join()];
      expect(hasFollowedForAWhile(one.seen, stage.ledger.emitted)).toBe(true);
      // Nobody saw more than what is kept.
      const seenBefore = stage.spectators.some(({ seen }) => seen.length > 0);
      expect(one.seen.length > 0).toBe(seenBefore);
      expect([other.seen, other.ends]).toStrictEqual([one.seen, one.ends]);
      if (stage.ledger.isWhole) {
        expect(one.ends).toStrictEqual(['complete']);
        return;
      }
      const [error] = one.ends;
      expect(error).toBeInstanceOf(GenerationError);
      const { message } = await lastValueFrom(from(one.seen).pipe(accumulateMessage()));
      expect(error).toMatchObject({ code: 'aborted', partial: { message, status: 'aborted' } });
    }),
    often,
  );
});
