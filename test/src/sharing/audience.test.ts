import { Observable } from 'rxjs';
import { expect, it, vi } from 'vitest';
import { Audience } from '../../../src/sharing/audience.js';
import { Ending } from '../../../src/sharing/ending.js';
import { watch } from '../../../src/testing/probe.js';

function hall() {
  const audience = new Audience<number>();
  return { audience, seats: new Observable<number>((subscriber) => audience.admit(subscriber)) };
}

it('tells those who were there when it began to tell, as long as they stay', () => {
  const { audience, seats } = hall();
  let late: ReturnType<typeof watch> | undefined;
  watch(seats, () => {
    leaving.subscription.unsubscribe();
    late ??= watch(seats);
  });
  const leaving = watch(seats);
  audience.tell(1);
  audience.tell(2);
  expect(leaving.seen.values).toEqual([]);
  expect(late?.seen.values).toEqual([2]);
});

it('hears of who leaves, and not of who is sent home', () => {
  const onLeave = vi.fn();
  const audience = new Audience<number>();
  const seats = new Observable<number>((subscriber) => audience.admit(subscriber, onLeave));
  const leaving = watch(seats);
  watch(seats);
  leaving.subscription.unsubscribe();
  expect(onLeave).toHaveBeenCalledTimes(1);
  audience.dismiss(Ending.complete);
  expect(onLeave).toHaveBeenCalledTimes(1);
  expect(audience.isEmpty).toBe(true);
});

it('sends home those who are there: who comes back on that is a new one, and stays', () => {
  const { audience, seats } = hall();
  let back: ReturnType<typeof watch> | undefined;
  seats.subscribe({ complete: () => (back = watch(seats)) });
  const other = watch(seats);
  audience.dismiss(Ending.complete);
  expect(other.seen.ends).toEqual(['complete']);
  expect(audience.isEmpty).toBe(false);
  audience.tell(1);
  expect(back?.seen).toEqual({ values: [1], ends: [] });
});
