import type { ToolRun, Turn } from 'rx-bedrock';
import { concatMap, EMPTY, filter, map, mergeMap, NEVER, type Observable, of, throwError, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../../../src/testing/probe.js';
import { marbles } from '../../../marbles.js';
import { calls, loopOf, said, told, tool } from './calls.js';

const indexes = { 0: 0, 1: 1, 2: 2 };

function runsOf(turns: Observable<Turn>) {
  return turns.pipe(
    mergeMap(({ toolRuns }) => toolRuns),
    map(told),
  );
}

/** The same without progress: only where the runs stand. */
function statesOf(turns: Observable<Turn>) {
  return turns.pipe(
    mergeMap(({ toolRuns }) => toolRuns),
    filter(({ status, progress }) => status !== 'running' || progress === undefined),
    map(({ call, status }) => `${call.name} ${status}`),
  );
}

function indexesOf(turns: Observable<Turn>) {
  return turns.pipe(map(({ index }) => index));
}

/** The texts of the results that go back to the model. */
function resultsOf(turns: Observable<Turn>) {
  return turns.pipe(
    concatMap(({ outcome }) => outcome),
    map(({ messages }) => messages[1]?.content?.map(({ toolResult }) => toolResult?.content?.[0]?.text)),
  );
}

/** A tool that takes its time and returns its name. */
function slow(name: string, ms: number) {
  return tool(name, () => timer(ms).pipe(map(() => name)));
}

describe('a tool', () => {
  it(
    'runs as soon as its call is whole, while the model is still writing',
    marbles((m) => {
      const first = m.cold('s-p-P------u-m|', calls);
      const second = m.cold('              s-a-e-m|', calls);
      const { turns } = loopOf([first, second], { tools: [tool('p', () => m.cold('--x-y|'))] });
      m.expect(runsOf(turns)).toBeObservable('----1-2-34-----------|', {
        1: 'p running',
        2: 'p running x',
        3: 'p running y',
        4: 'p complete y',
      });
      m.expect(indexesOf(turns)).toBeObservable('0-------------1------|', indexes);
    }),
  );

  it(
    'that takes longer than the message holds back the next turn',
    marbles((m) => {
      const first = m.cold('s-p-P-u-m|', calls);
      const second = m.cold('s-a-e-m|', calls);
      const { turns } = loopOf([first, second], { tools: [slow('p', 10)] });
      const events = turns.pipe(concatMap((turn) => turn.events));
      m.expect(events).toBeObservable('s-p-P-u-m-----s-a-e-m|', calls);
      m.expect(indexesOf(turns)).toBeObservable('0-------------1------|', indexes);
      m.expect(first).toHaveSubscriptions(' ^--------!');
      m.expect(second).toHaveSubscriptions('--------------^------!');
    }),
  );

  it(
    'whose block has no stop of its own runs at messageStop',
    marbles((m) => {
      const generations = [m.cold('s-p---u-m|', calls), m.cold('s-e-m|', calls)];
      const { turns } = loopOf(generations, { tools: [tool('p', () => 1)] });
      m.expect(statesOf(turns)).toBeObservable('------(12)----|', { 1: 'p running', 2: 'p complete' });
    }),
  );

  it(
    'that takes too long has failed, and is aborted',
    marbles((m) => {
      const generations = [m.cold('spPum|', calls), m.cold('sem|', calls)];
      let reason: unknown;
      const hangs = tool('p', (_input, { signal }) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason as unknown;
        });
        return NEVER;
      });
      const { turns } = loopOf(generations, { tools: [hangs], timeout: 5 });
      m.expect(statesOf(turns)).toBeObservable('--1----2--|', { 1: 'p running', 2: 'p failed' });
      m.expect(resultsOf(turns)).toBeObservable('-------1--(2|)', {
        1: ['The tool took longer than 5 ms.'],
        2: undefined,
      });
      m.flush();
      expect(reason).toMatchObject({ name: 'TimeoutError' });
    }),
  );

  it(
    'that is done in time is not aborted, and leaves no timer',
    marbles((m) => {
      let given: AbortSignal | undefined;
      const quick = tool('p', (_input, { signal }) => {
        given = signal;
        return timer(4);
      });
      const { turns } = loopOf([m.cold('spPum|', calls), m.cold('sem|', calls)], {
        tools: [quick],
        timeout: 5,
      });
      m.expect(statesOf(turns)).toBeObservable('--1---2--|', { 1: 'p running', 2: 'p complete' });
      m.flush();
      expect(given?.aborted).toBe(false);
    }),
  );
});

describe('several tools', () => {
  const spPqQrRum = 'spPqQrRum|';

  it(
    'run side by side, and their results go back in the order of the calls',
    marbles((m) => {
      const tools = [tool('p', () => timer(8).pipe(map(() => 'P'))), slow('q', 3), slow('r', 6)];
      const { turns } = loopOf([m.cold(spPqQrRum, calls), m.cold('sem|', calls)], { tools });
      m.expect(statesOf(turns)).toBeObservable('--1-2-34--5-6--|', {
        1: 'p running',
        2: 'q running',
        3: 'r running',
        4: 'q complete',
        5: 'p complete',
        6: 'r complete',
      });
      m.expect(resultsOf(turns)).toBeObservable('------------1--(2|)', { 1: ['P', 'q', 'r'], 2: undefined });
    }),
  );

  it(
    'wait for a place where their number is limited',
    marbles((m) => {
      const tools = [slow('p', 10), slow('q', 10), slow('r', 10)];
      const { turns } = loopOf([m.cold(spPqQrRum, calls), m.cold('sem|', calls)], { tools, concurrency: 1 });
      m.expect(statesOf(turns)).toBeObservable('--1-2-3-----(p4)------(q5)------6--|', {
        1: 'p running',
        2: 'q waiting',
        3: 'r waiting',
        p: 'p complete',
        4: 'q running',
        q: 'q complete',
        5: 'r running',
        6: 'r complete',
      });
    }),
  );
});

describe('approval', () => {
  it(
    'suspends a call, and may deny one',
    marbles((m) => {
      const decisions: Record<string, Observable<boolean> | { denied: string }> = {
        p: m.cold('---(y|)', { y: true }),
        q: { denied: 'Not on a Sunday.' },
      };
      const { turns } = loopOf([m.cold('spPqQum|', calls), m.cold('sem|', calls)], {
        tools: [slow('p', 4), slow('q', 4)],
        onApproval: ({ name }) => decisions[name]!,
      });
      m.expect(statesOf(turns)).toBeObservable('--1-23---4--|', {
        1: 'p awaitingApproval',
        2: 'q denied',
        3: 'p running',
        4: 'p complete',
      });
      m.expect(resultsOf(turns)).toBeObservable('---------1--(2|)', {
        1: ['p', 'The call was not approved. Not on a Sunday.'],
        2: undefined,
      });
    }),
  );

  it(
    'takes no place from others while it is waited for',
    marbles((m) => {
      const { turns } = loopOf([m.cold('spPqQum|', calls), m.cold('sem|', calls)], {
        tools: [slow('p', 4), slow('q', 4)],
        concurrency: 1,
        onApproval: ({ name }) => (name === 'q' ? true : timer(10).pipe(map(() => true))),
      });
      m.expect(statesOf(turns)).toBeObservable('--1-2---3---4---5--|', {
        1: 'p awaitingApproval',
        2: 'q running',
        3: 'q complete',
        4: 'p running',
        5: 'p complete',
      });
    }),
  );

  const asksFor = "must be true, false or { denied: 'the reason' }";
  const nobody = new Error('Nobody is there.');
  it.each<[string, () => unknown, string | undefined]>([
    [
      'throws',
      () => {
        throw nobody;
      },
      nobody.message,
    ],
    ['errors', () => throwError(() => nobody), nobody.message],
    ['ends without a word', () => EMPTY, undefined],
    [
      'says something else later',
      () => of('yes'),
      `What options.onApproval decided is "yes", but it ${asksFor}.`,
    ],
    [
      'resolves to nothing',
      () => of(undefined),
      `What options.onApproval decided is undefined, but it ${asksFor}.`,
    ],
    [
      'is nothing',
      () => undefined,
      `What options.onApproval returned is undefined, but it ${asksFor}, or a promise or an Observable of one.`,
    ],
    ['is something else', () => 1, `What options.onApproval returned is 1, but it ${asksFor}`],
  ])('that %s is a no, and the run says why', (_how, onApproval, complaint) => {
    const { turns } = loopOf([of(...said('spPum'))], {
      tools: [slow('p', 4)],
      onApproval: onApproval as never,
      maxTurns: 1,
    });
    const { seen } = watch(turns.pipe(mergeMap(({ toolRuns }) => toolRuns)));
    const { status, error } = seen.values.at(-1) as ToolRun;
    expect(status).toBe('denied');
    expect((error as Error | undefined)?.message.slice(0, complaint?.length)).toBe(complaint);
    expect(watch(resultsOf(turns)).seen.values).toEqual([['The call was not approved.']]);
  });

  it(
    'that never comes is not needed once all is stopped: the question is withdrawn',
    marbles((m) => {
      const question = m.cold<boolean>('-');
      let given: AbortSignal | undefined;
      const { turns } = loopOf([m.cold('spP---', calls)], {
        tools: [slow('p', 4)],
        stop: m.cold('----x'),
        onApproval: (_call, { signal }) => {
          given = signal;
          return question;
        },
      });
      m.expect(statesOf(turns)).toBeObservable('--1-(2|)', { 1: 'p awaitingApproval', 2: 'p aborted' });
      m.expect(question).toHaveSubscriptions('--^-!');
      m.flush();
      expect(given?.aborted).toBe(true);
    }),
  );
});
