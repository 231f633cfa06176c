import { type ConverseEvent, GenerationError, type Turn, type TurnOutcome } from 'rx-bedrock';
import { accumulateMessage, multicastReplay } from 'rx-bedrock/operators';
import { toolUseStart } from 'rx-bedrock/testing';
import {
  concat,
  concatMap,
  first,
  map,
  mergeMap,
  NEVER,
  Observable,
  of,
  startWith,
  Subject,
  switchMap,
  throwError,
} from 'rxjs';
import type { Context } from 'rxjs-marbles';
import { describe, expect, it } from 'vitest';
import { watch } from '../../../../src/testing/probe.js';
import { failure } from '../../../attempts.js';
import { marbles } from '../../../marbles.js';
import { calls, loopOf, said, told, tool } from './calls.js';

const indexes = { 0: 0, 1: 1, 2: 2 };
const unanswered = 'The call was aborted before it had a result.';

function indexesOf(turns: Observable<Turn>) {
  return turns.pipe(map(({ index }) => index));
}

function runsOf(turns: Observable<Turn>) {
  return turns.pipe(
    mergeMap(({ toolRuns }) => toolRuns),
    map(told),
  );
}

/** How each turn ended, and what it leaves of the answer and of the results. */
function endsOf(turns: Observable<Turn>) {
  return turns.pipe(
    mergeMap(({ outcome }) => outcome),
    map(shown),
  );
}

function shown({ status, messages }: TurnOutcome): unknown {
  const content = messages.flatMap((message) => message.content ?? []);
  return [
    status,
    ...content.map(
      ({ text, toolUse, toolResult }) => text ?? toolUse?.name ?? toolResult?.content?.[0]?.text,
    ),
  ];
}

/** A tool that never comes to an end, whether it was aborted, and why. */
function hanging(name: string) {
  let given: AbortSignal | undefined;
  const hangs = tool(name, (_input, { signal }) => {
    given = signal;
    return NEVER;
  });
  return { hangs, isAborted: () => given?.aborted, reason: () => given?.reason as unknown };
}

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

describe('the reason that a tool is given', () => {
  const midway = () => NEVER.pipe(startWith(...said('spP')));
  const whole = () => of(...said('spPum'));

  it.each([
    ['in the middle of the message', midway],
    ['after it', whole],
  ])('is that of the signal: %s', (_when, generation) => {
    const { hangs, reason } = hanging('p');
    const controller = new AbortController();
    const { signal } = controller;
    const aborting = new Observable<ConverseEvent>((subscriber) => {
      signal.addEventListener('abort', () =>
        subscriber.error(new GenerationError('aborted', 'By the signal.')),
      );
      return generation().subscribe(subscriber);
    });
    watch(loopOf([aborting], { tools: [hangs], signal }).turns);
    controller.abort('enough');
    expect(reason()).toBe('enough');
  });

  it.each([
    ['in the middle of the message', midway],
    ['after it', whole],
  ])('is the error that stops, or one of ours where there is none: %s', (_when, generation) => {
    for (const why of [new Error('Enough.'), 'a click']) {
      const { hangs, reason } = hanging('p');
      const stop = new Subject<unknown>();
      watch(loopOf([generation()], { tools: [hangs], stop }).turns);
      stop.next(why);
      if (why instanceof Error) expect(reason()).toBe(why);
      else expect(reason()).toMatchObject({ name: 'AbortError', message: 'The turns were stopped.' });
    }
  });

  it('is the error of the generation, or that everybody has left', () => {
    const failed = hanging('p');
    const failing = concat(
      of(...said('spP')),
      throwError(() => new GenerationError('network', 'It broke.')),
    );
    watch(loopOf([failing], { tools: [failed.hangs] }).turns);
    expect(failed.reason()).toMatchObject({ code: 'network' });
    const left = hanging('p');
    watch(loopOf([midway()], { tools: [left.hangs] }).turns).subscription.unsubscribe();
    expect(left.reason()).toMatchObject({
      code: 'aborted',
      message: expect.stringContaining('last subscriber left') as string,
    });
  });

  it('is given to who is asked for approval, too', () => {
    let given: AbortSignal | undefined;
    const stop = new Subject<unknown>();
    const { turns } = loopOf([whole()], {
      tools: [hanging('p').hangs],
      stop,
      onApproval: (_call, { signal }) => {
        given = signal;
        return NEVER;
      },
    });
    watch(turns);
    const why = new Error('Enough.');
    stop.next(why);
    expect(given?.reason).toBe(why);
  });
});

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

it('the results of calls with the same id keep the order of the calls, whichever block ends first', () => {
  const again = toolUseStart('q', 'call-p', 2);
  const { turns } = loopOf([of(...said('sp'), again, ...said('QPum')), of(...said('saem'))], {
    tools: [tool('p', () => 'P'), tool('q', () => 'Q')],
  });
  expect(watch(endsOf(turns)).seen.values[0]).toEqual(['complete', 'p', 'q', 'P', 'Q']);
});

describe('the number of turns', () => {
  const generations = (m: Pick<Context, 'cold'>) => [1, 2, 3].map(() => m.cold('spPum|', calls));

  it(
    'is limited: the results of the last one are left to the caller',
    marbles((m) => {
      const { turns } = loopOf(generations(m), { tools: [tool('p', () => 'P')], maxTurns: 2 });
      m.expect(indexesOf(turns)).toBeObservable('0----1----|', indexes);
      m.flush();
      expect(watch(endsOf(turns)).seen.values.at(-1)).toEqual(['complete', 'p', 'P']);
    }),
  );

  it(
    'is what stopWhen makes it, which sees what would be sent back',
    marbles((m) => {
      const asked: unknown[] = [];
      const { turns } = loopOf(generations(m), {
        tools: [tool('p', () => 'P')],
        stopWhen: (outcome) => asked.push(shown(outcome)) === 2,
      });
      m.expect(indexesOf(turns)).toBeObservable('0----1----|', indexes);
      m.flush();
      expect(asked).toEqual([
        ['complete', 'p', 'P'],
        ['complete', 'p', 'P'],
      ]);
    }),
  );

  it(
    'is one where stopWhen throws: an error of the whole',
    marbles((m) => {
      const stopWhen = () => {
        throw new Error('It broke.');
      };
      const { turns } = loopOf(generations(m), { tools: [tool('p', () => 'P')], stopWhen });
      m.expect(indexesOf(turns)).toBeObservable('0----#', indexes, { code: 'unknown' });
    }),
  );

  it.each([
    'max_tokens',
    'guardrail_intervened',
    'content_filtered',
    'model_context_window_exceeded',
  ] as const)(
    'ends with a message that was cut by %s, whose calls are answered for the history all the same',
    (stopReason) => {
      const { turns } = loopOf([of(...said('sqQph'), { messageStop: { stopReason } }, calls['m']!)], {
        tools: [tool('p', () => 'P'), tool('q', () => 'Q')],
      });
      // The call of p was cut, and is no part of the message.
      expect(watch(endsOf(turns)).seen.values).toEqual([['complete', 'q', 'Q']]);
    },
  );
});
