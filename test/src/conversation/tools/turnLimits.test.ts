import { of } from 'rxjs';
import type { Context } from 'rxjs-marbles';
import { describe, expect, it } from 'vitest';
import { watch } from '../../../../src/testing/probe.js';
import { marbles } from '../../../marbles.js';
import { calls, loopOf, said, tool } from './calls.js';
import { endsOf, indexes, indexesOf, shown } from './followed.js';

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
