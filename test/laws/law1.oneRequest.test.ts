import fc from 'fast-check';
import { expect, it } from 'vitest';
import { often, Stage, scenes } from './stage.js';
import { withTimeByHand } from './theatre.js';

withTimeByHand();

it('law 1: a generation begins at most once, whoever joins, leaves and joins again', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const stage = new Stage(scene);
      await stage.play(scene.schedule, () => expect(stage.ledger.starts).toBeLessThanOrEqual(1));
      stage.clear();
      stage.join();
      await stage.wire.turn();
      expect(stage.ledger.starts).toBeLessThanOrEqual(1);
    }),
    often,
  );
});

it('law 1: a generation that was left before it began is idle: the next subscriber begins it', async () => {
  const early = fc.array(fc.constantFrom('join' as const, 'leave' as const), { maxLength: 12 });
  const kinds = fc.constantFrom('deferred' as const, 'converse' as const, 'stoppable' as const);
  await fc.assert(
    fc.asyncProperty(scenes, kinds, early, async ({ grace, draft }, kind, comings) => {
      const stage = new Stage({ kind, grace, draft });
      for (const coming of comings) {
        if (coming === 'join') stage.join();
        else stage.spectators.forEach((spectator) => stage.leave(spectator));
        // What is above the sharing of `converse` is not subscribed to before the request goes out.
        expect(stage.lines).toBe(stage.ledger.isOpen && kind === 'deferred' ? 1 : 0);
      }
      const last = stage.join();
      await stage.wire.turn();
      stage.wire.emit();
      await stage.wire.turn();
      expect(stage.ledger.starts).toBe(1);
      expect(last.seen).toEqual(stage.ledger.emitted);
      expect(last.seen).toHaveLength(1);
    }),
    often,
  );
});
