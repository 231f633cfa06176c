import { accumulateMessage, multicastReplay } from 'rx-bedrock/operators';
import { concatMap, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../../../src/testing/probe.js';
import { marbles } from '../../../marbles.js';
import { calls, loopOf, said, tool } from './calls.js';
import { endsOf, runsOf } from './followed.js';

describe('who comes late', () => {
  it(
    'gets all turns, and of each all that has happened',
    marbles((m) => {
      const generations = [m.cold('s-pPqQ-u-m|', calls), m.cold('s-a-e-m|', calls)];
      const tools = [tool('p', () => of('half', 'P')), tool('q', () => 'Q')];
      const { turns } = loopOf(generations, { tools });
      const early = watch(turns.pipe(concatMap((turn) => turn.events.pipe(accumulateMessage())))).seen.values;
      watch(turns);
      m.flush();
      expect(watch(runsOf(turns)).seen).toEqual({
        values: ['p complete P', 'q complete'],
        ends: ['complete'],
      });
      expect(watch(endsOf(turns)).seen.values).toEqual([
        ['complete', 'p', 'q', 'P', 'Q'],
        ['complete', 'a'],
      ]);
      const late = watch(turns.pipe(concatMap((turn) => turn.events.pipe(accumulateMessage())))).seen.values;
      expect(late.at(-1)).toEqual(early.at(-1));
    }),
  );

  it(
    'gets a run that is under way as it stands',
    marbles((m) => {
      const generations = [m.cold('spPum|', calls), m.cold('sem|', calls)];
      const { turns } = loopOf(generations, { tools: [tool('p', () => m.cold('--x---y----|'))] });
      m.expect(runsOf(turns)).toBeObservable('       --1-2---3----4--|', runs);
      m.expect(runsOf(turns), '------^').toBeObservable('------2-3----4--|', runs);
    }),
  );

  const runs = { 1: 'p running', 2: 'p running x', 3: 'p running y', 4: 'p complete y' };

  it('shares what was shared: behind multicastReplay nothing is asked for twice', () => {
    const { turns } = loopOf([of(...said('saem'))]);
    const shared = turns.pipe(
      concatMap((turn) => turn.events),
      multicastReplay(),
    );
    expect(watch(shared).seen).toEqual(watch(shared).seen);
  });
});
