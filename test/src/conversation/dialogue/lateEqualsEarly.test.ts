import fc from 'fast-check';
import type { Conversation, ConversationState, ConversationTurn, ConverseEvent, Outcome } from 'rx-bedrock';
import { settleOutcome } from 'rx-bedrock/operators';
import { firstValueFrom, type Observable, skip, type Subscription, take } from 'rxjs';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { watch } from '../../../../src/testing/probe.js';
import { begin, manyTurns, perform, play } from './play.js';

const followed = ['state', 'turns', 'messages'] as const;

/** Who comes when, to what, and whether they leave at once, later, or never; some come in the reaction to another. */
const visit = fc.record({
  after: fc.nat(24),
  what: fc.constantFrom(...followed),
  stays: fc.constantFrom(0, 1, 5, Infinity),
  isReaction: fc.boolean(),
});

type Watched = ReturnType<typeof watch>;

interface Visitor {
  readonly what: (typeof followed)[number];
  readonly watched: Watched;
}

it('who follows a conversation late sees the end of what the early ones see; and whoever comes and goes changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(play, fc.array(visit, { maxLength: 12 }), async (scene, visits) => {
      const { conversation, client } = begin(scene);
      const early = Object.fromEntries(followed.map((what) => [what, watch(conversation[what])]));
      const late: Visitor[] = [];
      const sends = new Sends(conversation);
      const leaving: { at: number; subscription: Subscription }[] = [];

      for (const [at, deed] of scene.deeds.entries()) {
        for (const { what, stays, isReaction } of visits.filter(({ after }) => after === at)) {
          const come = () => {
            const watched = watch(conversation[what]);
            if (stays === 0) watched.subscription.unsubscribe();
            else late.push({ what, watched });
            leaving.push({ at: at + stays, subscription: watched.subscription });
          };
          if (isReaction) conversation.turns.pipe(skip(1), take(1)).subscribe(come);
          else come();
        }
        // What others do is theirs: here there is one conversation.
        if (deed !== 'fork') await perform(deed, conversation);
        sends.follow();
        for (const each of leaving) if (each.at === at) each.subscription.unsubscribe();
      }
      conversation.stop();
      await manyTurns();
      conversation.close();
      await manyTurns();

      for (const { what, watched } of late) {
        const { values, ends } = watched.seen;
        const all = early[what]!.seen;
        const hasLeft = ends.length === 0;
        const from = all.values.findIndex((value) => value === values[0]);
        expect(from).toBeGreaterThanOrEqual(0);
        // The very same things, in the same order, without a gap.
        const same = all.values.slice(from, hasLeft ? from + values.length : undefined);
        expect(values.every((value, at) => value === same[at]) && values.length === same.length).toBe(true);
        if (!hasLeft) expect(ends).toStrictEqual(all.ends);
      }
      expectInOrder(early['state']!.seen.values as ConversationState[]);
      sends.expectTheEndOf(await firstValueFrom(conversation.turns));
      const count = client.requests.length;
      await sends.expectTheSameForWhoComesNow();
      expect(client.requests).toHaveLength(count);
    }),
    { numRuns: 300 },
  );
});

/** A message begins before there is anything in it, and none goes on that has ended. */
function expectInOrder(states: readonly ConversationState[]): void {
  const goesOn = new Set(['connecting', 'streaming', 'tool']);
  for (const [at, { status }] of states.entries()) {
    if (status === 'streaming' || status === 'tool') expect(goesOn).toContain(states[at - 1]?.status);
  }
}

/** The generations of all turns, each followed from its first moment, and again in between. */
class Sends {
  private readonly settled = new Map<Observable<ConverseEvent>, Watched['seen'][]>();

  constructor({ turns }: Conversation) {
    turns.subscribe((list) => {
      for (const { events } of list)
        if (events && !this.settled.has(events)) this.settled.set(events, [outcomesOf(events)]);
    });
  }

  follow(): void {
    for (const [events, others] of this.settled) {
      events.subscribe({ error: () => undefined }).unsubscribe();
      if (others.length < 4) others.push(outcomesOf(events));
    }
  }

  /** What the generation of a turn folds to is how the turn has ended. */
  expectTheEndOf(turns: readonly ConversationTurn[]): void {
    for (const { events, status, stopReason } of turns) {
      if (!events) continue;
      const ends = this.settled.get(events)![0]!.values as Outcome[];
      expect(ends.map((end) => [end.status, end.stopReason])).toStrictEqual([[status, stopReason]]);
    }
  }

  async expectTheSameForWhoComesNow(): Promise<void> {
    for (const [events, [first, ...others]] of this.settled) {
      const last = outcomesOf(events);
      await setImmediate();
      expect(first!.ends).toStrictEqual(['complete']);
      for (const { values } of [...others, last])
        expect(values.map(plain)).toStrictEqual(first!.values.map(plain));
    }
  }
}

function outcomesOf(events: Observable<ConverseEvent>): Watched['seen'] {
  return watch(events.pipe(settleOutcome())).seen;
}

function plain(settled: unknown): unknown {
  const { error, ...outcome } = settled as Outcome;
  return { ...outcome, error: error && { code: error.code, message: error.message, partial: error.partial } };
}
