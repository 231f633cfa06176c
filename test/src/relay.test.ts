import { EMPTY, NEVER, Observable, of, Subject, take, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { relay } from '../../src/relay.js';
import { watch } from '../../src/testing/probe.js';

const thrown = new Error('thrown');
const fail = () => {
  throw thrown;
};

/** Numbers without an end, as fast as they go, and how many there were. */
function endless() {
  const count = { sent: 0, left: 0 };
  const numbers = new Observable<number>((subscriber) => {
    subscriber.add(() => count.left++);
    while (!subscriber.closed && count.sent < 1000) subscriber.next(++count.sent);
  });
  return { count, numbers };
}

describe('relay', () => {
  it('does for each value what it is told, and lets the end pass', () => {
    const doubled = (source: Observable<number>) =>
      relay<number, number>(source, (subscriber) => ({ next: (value) => subscriber.next(2 * value) }));
    expect(watch(doubled(of(1, 2))).seen).toEqual({ values: [2, 4], ends: ['complete'] });
    expect(watch(doubled(EMPTY)).seen.ends).toEqual(['complete']);
    expect(watch(doubled(throwError(() => thrown))).seen.ends).toEqual([thrown]);
  });

  it('does at the end what it is told', () => {
    const settled = (source: Observable<number>) =>
      relay<number, string>(source, (subscriber) => ({
        next: () => undefined,
        error: (error) => {
          subscriber.next(String(error));
          subscriber.complete();
        },
        complete: () => subscriber.error(thrown),
      }));
    expect(watch(settled(of(1))).seen).toEqual({ values: [], ends: [thrown] });
    expect(watch(settled(throwError(() => thrown))).seen).toEqual({
      values: ['Error: thrown'],
      ends: ['complete'],
    });
  });

  it('keeps subscribers apart', () => {
    const counted = relay<string, number>(of('a', 'b'), (subscriber) => {
      let count = 0;
      return { next: () => subscriber.next(++count) };
    });
    for (const _ of [1, 2]) expect(watch(counted).seen.values).toEqual([1, 2]);
  });

  it.each([
    ['next', of(1), { next: fail }],
    ['error', throwError(() => new Error('from the source')), { next: fail, error: fail }],
    ['complete', EMPTY, { next: fail, complete: fail }],
  ])('makes what %s throws an error of the stream', (_name, source, callbacks) => {
    expect(watch(relay<number, number>(source, () => callbacks)).seen.ends).toEqual([thrown]);
  });

  it('makes what it throws before that one too', () => {
    expect(watch(relay<number, number>(NEVER, fail)).seen.ends).toEqual([thrown]);
  });

  it('leaves a synchronous source at once: when it is left, when it ends, and when it throws', () => {
    const left = endless();
    const same = relay<number, number>(left.numbers, (subscriber) => ({
      next: (value) => subscriber.next(value),
    }));
    expect(watch(same.pipe(take(2))).seen).toEqual({ values: [1, 2], ends: ['complete'] });
    expect(left.count).toEqual({ sent: 2, left: 1 });

    const ended = endless();
    watch(relay(ended.numbers, (subscriber) => ({ next: () => subscriber.complete() })));
    expect(ended.count).toEqual({ sent: 1, left: 1 });

    const broken = endless();
    watch(relay(broken.numbers, () => ({ next: fail })));
    expect(broken.count).toEqual({ sent: 1, left: 1 });
  });

  it('leaves any other source when it is left', () => {
    const source = new Subject<number>();
    const { subscription } = watch(relay(source, () => ({ next: () => undefined })));
    expect(source.observed).toBe(true);
    subscription.unsubscribe();
    expect(source.observed).toBe(false);
  });
});
