import { concatMap, first, map, switchMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../../../src/testing/probe.js';
import { marbles } from '../../../marbles.js';
import { calls, loopOf, told } from './calls.js';
import { endsOf, hanging, indexes, indexesOf, runsOf, unanswered } from './followed.js';

describe('the last one to leave', () => {
  it(
    'closes the generation and aborts its tools, whatever it is that he followed',
    marbles((m) => {
      const { hangs, isAborted } = hanging('p');
      const generation = m.cold('spP---', calls);
      const { turns } = loopOf([generation], { tools: [hangs] });
      m.expect(turns.pipe(concatMap(({ events }) => events)), '^----!').toBeObservable('spP', calls);
      m.expect(endsOf(turns), '^---!').toBeObservable('');
      m.expect(generation).toHaveSubscriptions('^----!');
      m.flush();
      expect(isAborted()).toBe(true);
    }),
  );

  it(
    'may have left the turns long ago: who follows something of a turn follows',
    marbles((m) => {
      const generation = m.cold('spP---', calls);
      const { turns } = loopOf([generation], { tools: [hanging('p').hangs] });
      const runs = turns.pipe(
        first(),
        switchMap((turn) => turn.toolRuns),
        map(told),
      );
      m.expect(runs, '^----!').toBeObservable('--1---', { 1: 'p running' });
      m.expect(generation).toHaveSubscriptions('^----!');
    }),
  );

  it(
    'leaves what had happened to those who come after, and an abort',
    marbles((m) => {
      const { turns } = loopOf([m.cold('spPum|', calls)], { tools: [hanging('p').hangs] });
      m.expect(indexesOf(turns), '^------!').toBeObservable('0', indexes);
      m.expect(indexesOf(turns), '---------^').toBeObservable('---------(0#)', indexes, { code: 'aborted' });
      m.flush();
      expect(watch(endsOf(turns)).seen.values).toEqual([['aborted', 'p', unanswered]]);
      expect(watch(runsOf(turns)).seen.values).toEqual(['p aborted']);
    }),
  );

  it(
    'is waited for by a grace',
    marbles((m) => {
      const generation = m.cold('spP-----', calls);
      const { turns } = loopOf([generation], { tools: [hanging('p').hangs], grace: 4 });
      m.expect(indexesOf(turns), '^--!').toBeObservable('0', indexes);
      m.expect(indexesOf(turns), '-----^--!').toBeObservable('-----0', indexes);
      m.expect(generation).toHaveSubscriptions('^-----------!');
    }),
  );

  it(
    'loses nothing that is whole: a message that calls no tool is complete without its last word',
    marbles((m) => {
      const { turns } = loopOf([m.cold('sae----m|', calls)]);
      m.expect(indexesOf(turns), '^---!').toBeObservable('0', indexes);
      m.expect(indexesOf(turns), '-----^').toBeObservable('-----(0|)', indexes);
    }),
  );
});
