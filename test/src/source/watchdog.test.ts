import type { ConverseEvent } from 'rx-bedrock';
import { messageStart, textDelta } from 'rx-bedrock/testing';
import { asyncScheduler, concat, NEVER, of, Subject, take, firstValueFrom, timer } from 'rxjs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { type Patience, watched } from '../../../src/source/watchdog.js';
import { watch } from '../../../src/testing/probe.js';

const silent = new Error('silent');

/** Watches a source that is driven by hand, in real time. */
function onWatch(patience: Patience, react?: () => void) {
  const source = new Subject<ConverseEvent>();
  return {
    source,
    ...watch(
      watched(source, patience, () => silent),
      react,
    ),
  };
}

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('a watchdog in real time', () => {
  it('does not blame the provider for what a reader takes', async () => {
    const { source, seen, subscription } = onWatch({ first: 20, idle: 20 }, () => block(40));
    for (const word of ['one', 'two', 'three']) {
      source.next(textDelta(word));
      await setImmediate();
    }
    expect(seen.ends).toEqual([]);
    expect(seen.values).toHaveLength(3);
    subscription.unsubscribe();
  });

  it('does not blame it when the loop was blocked, and what has arrived lies behind the timers', async () => {
    const { source, seen, subscription } = onWatch({ first: 20, idle: 20 });
    source.next(messageStart());
    // The timer of the watchdog is due when this is over; the immediate stands for what the poll phase brings.
    block(40);
    await firstValueFrom(timer(0));
    await setImmediate();
    source.next(textDelta('late'));
    expect(seen).toMatchObject({ values: [messageStart(), textDelta('late')], ends: [] });
    subscription.unsubscribe();
  });

  it('blames it after all when nothing has arrived', async () => {
    const { source, seen } = onWatch({ first: 20, idle: 20 });
    source.next(messageStart());
    block(40);
    await vi.waitFor(() => expect(seen.ends).toEqual([silent]));
    expect(source.observed).toBe(false);
  });

  it('blames it in time', async () => {
    const began = performance.now();
    const { seen } = onWatch({ first: 30, idle: 0 });
    await vi.waitFor(() => expect(seen.ends).toEqual([silent]), { interval: 2 });
    expect(performance.now() - began).toBeGreaterThanOrEqual(29);
  });
});

it('a watchdog counts from the moment when the readers have done with an event', () => {
  vi.useFakeTimers();
  let slowness = 0;
  const { source, seen } = onWatch({ first: 20, idle: 20 }, () => vi.setSystemTime(Date.now() + slowness));
  source.next(messageStart());
  vi.advanceTimersByTime(10);
  slowness = 15;
  source.next(textDelta('slowly'));
  vi.advanceTimersByTime(19);
  expect(seen.ends).toEqual([]);
  vi.advanceTimersByTime(2);
  expect(seen.ends).toEqual([silent]);
  vi.useRealTimers();
});

describe('the timers of a watchdog', () => {
  it('are one for the first event and one for all that follow', () => {
    vi.useFakeTimers();
    const schedule = vi.spyOn(asyncScheduler, 'schedule');
    const { source, seen } = onWatch({ first: 1000, idle: 1000 });
    for (let count = 0; count < 100; count += 1) {
      source.next(textDelta('x'));
      vi.advanceTimersByTime(10);
      expect(vi.getTimerCount()).toBe(1);
    }
    expect(schedule).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(989);
    expect(seen.ends).toEqual([]);
    vi.advanceTimersByTime(2);
    expect(seen.ends).toEqual([silent]);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('are gone when the subscriber is, also when it leaves at the first event', () => {
    vi.useFakeTimers();
    onWatch({ first: 1000, idle: 1000 }).subscription.unsubscribe();
    expect(vi.getTimerCount()).toBe(0);
    const events = watched(concat(of(messageStart()), NEVER), { first: 1000, idle: 1000 }, () => silent);
    watch(events.pipe(take(1)));
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});
