import { identity, Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Gate } from '../../src/gate.js';

/** A gate, what has passed it, and what to do when something passes. */
function gateAnd(react: (value: number | string) => void = () => undefined) {
  const passed: (number | string)[] = [];
  const pass = (value: number | string) => {
    passed.push(value);
    react(value);
  };
  let gate!: Gate<number>;
  const numbers = new Observable<number>((subscriber) => {
    gate = new Gate(subscriber);
  });
  const subscription = numbers.subscribe({
    next: pass,
    error: (error: unknown) => pass(String(error)),
    complete: () => pass('complete'),
  });
  return { gate, passed, subscription };
}

describe('a gate', () => {
  it('holds values back until it opens, and then lets them pass', () => {
    const { gate, passed } = gateAnd();
    gate.next(1);
    gate.next(2);
    expect([gate.isShut, passed]).toEqual([true, []]);
    gate.open(identity);
    gate.next(3);
    expect([gate.isShut, passed]).toEqual([false, [1, 2, 3]]);
  });

  it('lets pass what is made of them', () => {
    const { gate, passed } = gateAnd();
    for (const value of [1, 2, 3]) gate.next(value);
    gate.open((held) => held.filter((value) => value !== 2));
    expect(passed).toEqual([1, 3]);
  });

  it('gives everything its turn that comes up while it opens: values, and the end', () => {
    const { gate, passed } = gateAnd((value) => {
      if (value !== 1) return;
      gate.next(3);
      gate.complete();
    });
    gate.next(1);
    gate.next(2);
    gate.open(identity);
    expect(passed).toEqual([1, 2, 3, 'complete']);
  });

  it('does so with an error', () => {
    const { gate, passed } = gateAnd((value) => {
      if (value === 1) gate.error('cut');
    });
    gate.next(1);
    gate.next(2);
    gate.open(identity);
    expect(passed).toEqual([1, 2, 'cut']);
  });

  it('lets an error and a completion pass while it is shut, and nothing of what it holds', () => {
    for (const end of ['error', 'complete'] as const) {
      const { gate, passed } = gateAnd();
      gate.next(1);
      if (end === 'error') gate.error('cut');
      else gate.complete();
      expect(passed).toEqual([end === 'error' ? 'cut' : 'complete']);
    }
  });

  it('stops when its subscriber leaves', () => {
    const { gate, passed, subscription } = gateAnd(() => subscription.unsubscribe());
    for (const value of [1, 2, 3]) gate.next(value);
    gate.open(identity);
    expect(passed).toEqual([1]);
  });
});
