import fc from 'fast-check';
import { expect, it } from 'vitest';
import { abandoned } from './ledger.js';
import { hasFollowed, hasFollowedForAWhile, hasSeenPart } from './sight.js';
import { often, Stage, scenes } from './stage.js';
import { withTimeByHand } from './theatre.js';

withTimeByHand();

it('law 4: who is there from the start sees every event once and in order, whatever the others do', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const stage = new Stage(scene);
      const witness = stage.join([], { canLeave: false });
      await stage.play(scene.schedule, () => {
        const { emitted, ending } = stage.ledger;
        expect(witness.seen).toHaveLength(emitted.length);
        expect(witness.seen.every((event, at) => event === emitted[at])).toBe(true);
        expect(witness.ends).toStrictEqual(ending === undefined ? [] : [ending]);
      });
    }),
    often,
  );
});

it('law 4: everybody sees a summary and then every event in order, and one end; who has left sees no more', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const stage = new Stage(scene);
      await stage.play(scene.schedule, () => {
        const { emitted, ending } = stage.ledger;
        for (const { seen, ends, hasLeft } of stage.spectators) {
          if (hasLeft) expect(hasSeenPart(seen, emitted)).toBe(true);
          else if (ending === abandoned) expect(hasFollowedForAWhile(seen, emitted)).toBe(true);
          else expect(hasFollowed(seen, emitted)).toBe(true);
          if (hasLeft) expect(ends).toHaveLength(0);
          else if (ending === abandoned) expect(ends).toHaveLength(1);
          else expect(ends).toStrictEqual(ending === undefined ? [] : [ending]);
        }
      });
    }),
    often,
  );
});

it('law 4: what a subscriber throws is reported once, the RxJS way, and reaches nobody else', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const stage = new Stage(scene);
      await stage.play(scene.schedule);
      stage.wait(1);
      expect(new Set(stage.reported)).toStrictEqual(new Set(stage.thrown));
      expect(stage.reported).toHaveLength(stage.thrown.length);
    }),
    often,
  );
});
