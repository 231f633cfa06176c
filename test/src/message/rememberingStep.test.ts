import { accumulateMessage, multicastReplay } from 'rx-bedrock/operators';
import { textDelta } from 'rx-bedrock/testing';
import { Subject } from 'rxjs';
import type { ConverseEvent } from 'rx-bedrock';
import { expect, it, vi } from 'vitest';
import { rememberingStep } from '../../../src/message/rememberingStep.js';

interface Count {
  readonly count: number;
}

const add = (state: Count, event: Count): Count => ({ count: state.count + event.count });

it('does the work once for all who take the same step', () => {
  const work = vi.fn(add);
  const step = rememberingStep(work);
  const [state, event] = [{ count: 1 }, { count: 2 }];
  const first = step(state, event);
  expect(first).toEqual({ count: 3 });
  expect(step(state, event)).toBe(first);
  expect(work).toHaveBeenCalledTimes(1);
});

it('does it again for another state or another event, equal or not', () => {
  const step = rememberingStep(add);
  const [state, event] = [{ count: 1 }, { count: 2 }];
  const first = step(state, event);
  expect(step({ count: 1 }, event)).not.toBe(first);
  expect(step(state, { count: 5 })).toEqual({ count: 6 });
  expect(step(state, event)).toEqual(first);
});

it('forgets it with the task', async () => {
  const step = rememberingStep(add);
  const [state, event] = [{ count: 1 }, { count: 2 }];
  const first = step(state, event);
  await Promise.resolve();
  expect(step(state, event)).not.toBe(first);
});

it('remembers nothing of a step that throws', () => {
  const step = rememberingStep((_state: Count, event: Count): Count => {
    if (event.count < 0) throw new RangeError('negative');
    return event;
  });
  const [state, event] = [{ count: 1 }, { count: -1 }];
  expect(() => step(state, event)).toThrow(RangeError);
  expect(() => step(state, event)).toThrow(RangeError);
});

it('gives all subscribers of a generation one message, not one each', () => {
  const source = new Subject<ConverseEvent>();
  const messages = source.pipe(multicastReplay(), accumulateMessage());
  const seen: unknown[] = [];
  messages.subscribe(({ message }) => seen.push(message));
  messages.subscribe(({ message }) => seen.push(message));
  source.next(textDelta('Hello'));
  expect(seen).toHaveLength(2);
  expect(seen[1]).toBe(seen[0]);
});
