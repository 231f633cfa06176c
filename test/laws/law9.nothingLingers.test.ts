import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { often, Stage, scenes } from './stage.js';
import { withTimeByHand } from './theatre.js';

withTimeByHand();

it('law 9: the only timer is that of the grace, while it runs', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const stage = new Stage(scene);
      await stage.play(scene.schedule, () => {
        // What subscribers threw is reported by a timer each.
        const reports = stage.thrown.length - stage.reported.length;
        expect(vi.getTimerCount() - reports).toBe(stage.ledger.isWaiting ? 1 : 0);
      });
    }),
    often,
  );
});

it('law 9: when it is over, or idle again, nothing hangs on the source, the signal or stop', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const stage = new Stage(scene);
      const check = () => {
        if (!stage.ledger.isOpen) expect(stage.wire.lingering()).toStrictEqual([]);
      };
      await stage.play(scene.schedule, check);
      stage.clear();
      // A generation that nobody waits for any more, but which was to run to its end, comes to it.
      stage.wire.complete();
      await stage.wire.turn();
      check();
      stage.join();
      await stage.wire.turn();
      check();
      stage.clear();
      stage.wait(1);
      expect(vi.getTimerCount()).toBe(0);
      expect(stage.lines).toBe(stage.ledger.isOpen ? 1 : 0);
    }),
    often,
  );
});
