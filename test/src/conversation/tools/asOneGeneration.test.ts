import { map, NEVER, timer } from 'rxjs';
import { describe, it } from 'vitest';
import { asOneGeneration } from '../../../../src/conversation/tools/asOneGeneration.js';
import { failure } from '../../../attempts.js';
import { marbles } from '../../../marbles.js';
import { calls, loopOf, tool } from './calls.js';

describe('the turns as one generation', () => {
  const slow = tool('p', () => timer(10).pipe(map(() => 'P')));

  it(
    'have the end of a message that calls tools when the next one begins, for everybody',
    marbles((m) => {
      const generations = [m.cold('s-p-P-u-m|', calls), m.cold('s----a-e-m|', calls)];
      const events = asOneGeneration(loopOf(generations, { tools: [slow] }).turns);
      for (let count = 0; count < 2; count++) {
        m.expect(events).toBeObservable('s-p-P---------(ums)a-e-m|', calls);
      }
    }),
  );

  it(
    'that are stopped before that keep the end to themselves',
    marbles((m) => {
      const hangs = tool('p', () => NEVER);
      const options = { tools: [hangs], stop: m.cold('------------x') };
      const events = asOneGeneration(loopOf([m.cold('s-p-P-u-m|', calls)], options).turns);
      m.expect(events).toBeObservable('s-p-P-------(m|)', calls);
    }),
  );

  it(
    'that fail have it before the error',
    marbles((m) => {
      const generations = [m.cold('s-p-P-u-#', calls, failure('network'))];
      const events = asOneGeneration(loopOf(generations, { tools: [slow] }).turns);
      m.expect(events).toBeObservable('s-p-P---(u#)', calls, { code: 'network' });
    }),
  );

  it(
    'that call nothing but a tool of Bedrock’s own have its end at once: there is no next one to wait for',
    marbles((m) => {
      const start = { toolUseId: 'b', name: 'search', type: 'server_tool_use' as const };
      const b = { contentBlockStart: { start: { toolUse: start }, contentBlockIndex: 1 } };
      const vocabulary = { ...calls, b };
      const events = asOneGeneration(loopOf([m.cold('s-b-P-e-m-|', vocabulary)]).turns);
      m.expect(events).toBeObservable('s-b-P-e-m-|', vocabulary);
    }),
  );

  it(
    'of which the last calls no tools end as it does',
    marbles((m) => {
      const events = asOneGeneration(loopOf([m.cold('s-a-e-m|', calls)]).turns);
      m.expect(events).toBeObservable('s-a-e-m|', calls);
    }),
  );
});
