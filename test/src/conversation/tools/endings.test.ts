import { GenerationError } from 'rx-bedrock';
import { toolUseStart } from 'rx-bedrock/testing';
import { concatMap, first, map, NEVER, of, switchMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../../../src/testing/probe.js';
import { failure } from '../../../attempts.js';
import { marbles } from '../../../marbles.js';
import { calls, loopOf, said, tool } from './calls.js';
import { endsOf, hanging, indexes, indexesOf, runsOf, shown, unanswered } from './followed.js';

describe('stop', () => {
  it(
    'completes everything in the middle of a generation, and aborts the tools that it has called',
    marbles((m) => {
      const { hangs, isAborted } = hanging('p');
      const generation = m.cold('spP-a-----', calls);
      const { turns } = loopOf([generation], { tools: [hangs], stop: m.cold('-------x') });
      m.expect(indexesOf(turns)).toBeObservable('0------|', indexes);
      m.expect(runsOf(turns)).toBeObservable('--1----(2|)', { 1: 'p running', 2: 'p aborted' });
      m.expect(turns.pipe(concatMap(({ events }) => events))).toBeObservable('spP-a--|', calls);
      m.expect(endsOf(turns)).toBeObservable('-------(1|)', { 1: ['stopped', 'a', 'p', unanswered] });
      m.expect(generation).toHaveSubscriptions('^------!');
      m.flush();
      expect(isAborted()).toBe(true);
    }),
  );

  it(
    'completes everything while tools run, and asks no more',
    marbles((m) => {
      const { hangs, isAborted } = hanging('p');
      const tools = [hangs, tool('q', () => 'Q')];
      const { turns } = loopOf([m.cold('spPqQum|', calls)], { tools, stop: m.cold('---------x') });
      m.expect(indexesOf(turns)).toBeObservable('0--------|', indexes);
      m.expect(endsOf(turns)).toBeObservable('---------(1|)', { 1: ['stopped', 'p', 'q', unanswered, 'Q'] });
      m.flush();
      expect(isAborted()).toBe(true);
    }),
  );

  it(
    'starts no tool that waits for its place',
    marbles((m) => {
      const started: string[] = [];
      const tools = ['p', 'q'].map((name) => tool(name, () => (started.push(name), NEVER)));
      const generation = m.cold('spPqQ---', calls);
      const { turns } = loopOf([generation], { tools, concurrency: 1, stop: m.cold('------x') });
      m.expect(runsOf(turns)).toBeObservable('--1-2-(34|)', {
        1: 'p running',
        2: 'q waiting',
        3: 'p aborted',
        4: 'q aborted',
      });
      m.flush();
      expect(started).toEqual(['p']);
    }),
  );

  it(
    'asks for nothing when it was pressed before, and fails everything when it fails',
    marbles((m) => {
      const never = m.cold('s', calls);
      m.expect(indexesOf(loopOf([never], { stop: of(true) }).turns)).toBeObservable('(0|)', indexes);
      m.expect(never).toHaveSubscriptions([]);
      const { turns } = loopOf([m.cold('spP-', calls)], {
        tools: [hanging('p').hangs],
        stop: m.cold('---#'),
      });
      m.expect(indexesOf(turns)).toBeObservable('0--#', indexes, { code: 'unknown' });
    }),
  );

  it(
    'while tools run may fail as well',
    marbles((m) => {
      const { turns } = loopOf([m.cold('spPum|', calls)], {
        tools: [hanging('p').hangs],
        stop: m.cold('-------#'),
      });
      m.expect(indexesOf(turns)).toBeObservable('0------#', indexes, { code: 'unknown' });
      m.expect(endsOf(turns)).toBeObservable(
        '-------(1#)',
        { 1: ['failed', 'p', unanswered] },
        { code: 'unknown' },
      );
    }),
  );
});

describe('a generation that fails', () => {
  it(
    'fails the whole with its error; the tools are aborted, and nothing is lost',
    marbles((m) => {
      const { hangs, isAborted } = hanging('p');
      const generation = m.cold('spP-qQ---#', calls, failure('network'));
      const { turns } = loopOf([generation], { tools: [hangs, tool('q', () => 'Q')] });
      m.expect(indexesOf(turns)).toBeObservable('0--------#', indexes, { code: 'network' });
      const outcome = turns.pipe(
        first(),
        switchMap((turn) => turn.outcome),
        map(shown),
      );
      m.expect(outcome).toBeObservable('---------(1|)', { 1: ['failed', 'p', 'q', unanswered, 'Q'] });
      m.flush();
      expect(isAborted()).toBe(true);
    }),
  );

  it(
    'ends after the turns before it, which keep what they have',
    marbles((m) => {
      const generations = [m.cold('spPum|', calls), m.cold('sa-#', calls, failure('throttled'))];
      const { turns } = loopOf(generations, { tools: [tool('p', () => 'P')] });
      m.expect(indexesOf(turns)).toBeObservable('0----1--#', indexes, { code: 'throttled' });
      m.flush();
      const { values, ends } = watch(endsOf(turns)).seen;
      expect(values).toEqual([
        ['complete', 'p', 'P'],
        ['failed', 'a'],
      ]);
      expect(ends).toMatchObject([{ code: 'throttled', partial: { message: { content: [{ text: 'a' }] } } }]);
    }),
  );
});

describe('a signal', () => {
  it('aborts the tools when the generation is over, with its reason', () => {
    const { hangs, isAborted } = hanging('p');
    const controller = new AbortController();
    const { turns } = loopOf([of(...said('spPum'))], { tools: [hangs], signal: controller.signal });
    const { seen } = watch(endsOf(turns));
    expect(isAborted()).toBe(false);
    controller.abort(new Error('Enough.'));
    expect(isAborted()).toBe(true);
    expect(seen.values).toEqual([['aborted', 'p', unanswered]]);
    const [error] = seen.ends as GenerationError[];
    expect(error).toMatchObject({ code: 'aborted', cause: { message: 'Enough.' } });
    expect(error?.message).toContain('Enough.');
  });
});

it('the results of calls with the same id keep the order of the calls, whichever block ends first', () => {
  const again = toolUseStart('q', 'call-p', 2);
  const { turns } = loopOf([of(...said('sp'), again, ...said('QPum')), of(...said('saem'))], {
    tools: [tool('p', () => 'P'), tool('q', () => 'Q')],
  });
  expect(watch(endsOf(turns)).seen.values[0]).toEqual(['complete', 'p', 'q', 'P', 'Q']);
});
