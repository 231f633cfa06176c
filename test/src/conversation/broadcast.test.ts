import { config, take } from 'rxjs';
import { afterEach, expect, it, vi } from 'vitest';
import { Broadcast, keepAll } from '../../../src/conversation/broadcast.js';
import { Ending } from '../../../src/sharing/ending.js';
import { watch } from '../../../src/testing/probe.js';

const { onUnhandledError } = config;

afterEach(() => {
  config.onUnhandledError = onUnhandledError;
});

it('gives everybody everything in the same order, also what comes up while it is given', () => {
  const broadcast = new Broadcast<number>(keepAll);
  const first = watch(broadcast.stream, () => {
    if (first.seen.values.length === 1) broadcast.next(2);
  });
  const second = watch(broadcast.stream);
  broadcast.next(1);
  expect([first.seen.values, second.seen.values]).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

it('gives who joins in the middle of a delivery each value once', () => {
  const broadcast = new Broadcast<number>(keepAll);
  let joined: ReturnType<typeof watch> | undefined;
  watch(broadcast.stream, () => (joined ??= watch(broadcast.stream)));
  broadcast.next(1);
  broadcast.next(2);
  expect(joined?.seen.values).toEqual([1, 2]);
});

it('gives what comes up while somebody catches up after what he catches up with', () => {
  const broadcast = new Broadcast<number>(keepAll);
  broadcast.next(1);
  broadcast.next(2);
  let isFirst = true;
  const { seen } = watch(broadcast.stream, () => {
    if (isFirst) broadcast.next(3);
    isFirst = false;
  });
  expect(seen.values).toEqual([1, 2, 3]);
});

it('tells who joins during a delivery at once what is there, and what comes after', () => {
  const broadcast = new Broadcast<number>(keepAll);
  broadcast.next(1);
  const order: string[] = [];
  broadcast.stream.subscribe((value) => {
    if (value !== 2) return;
    broadcast.stream.subscribe((seen) => order.push(`late ${seen}`));
    order.push('joined');
  });
  broadcast.stream.subscribe((value) => order.push(`early ${value}`));
  broadcast.next(2);
  broadcast.next(3);
  expect(order).toEqual(['early 1', 'late 1', 'late 2', 'joined', 'early 2', 'early 3', 'late 3']);
});

it('tells who joins last what comes up while he catches up, after those who came before', () => {
  const broadcast = new Broadcast<number>(keepAll);
  broadcast.next(1);
  const order: string[] = [];
  broadcast.stream.subscribe((value) => order.push(`early ${value}`));
  broadcast.stream.subscribe((value) => {
    order.push(`late ${value}`);
    if (value === 1) broadcast.next(2);
  });
  expect(order).toEqual(['early 1', 'late 1', 'early 2', 'late 2']);
});

it('lets who leaves while he catches up go', () => {
  const broadcast = new Broadcast<number>(keepAll);
  broadcast.next(1);
  broadcast.next(2);
  const { seen } = watch(broadcast.stream.pipe(take(1)));
  expect(seen).toEqual({ values: [1], ends: ['complete'] });
});

it('keeps what it is told to keep, and its end', () => {
  const broadcast = new Broadcast<number>((_kept, value) => [value]);
  broadcast.next(1);
  broadcast.next(2);
  broadcast.end(Ending.error('over'));
  expect(watch(broadcast.stream).seen).toEqual({ values: [2], ends: ['over'] });
});

it('is not disturbed by one who throws, or leaves', async () => {
  config.onUnhandledError = vi.fn();
  const broadcast = new Broadcast<number>(keepAll);
  watch(broadcast.stream, () => {
    throw new Error('His own affair.');
  });
  const leaving = watch(broadcast.stream, () => leaving.subscription.unsubscribe());
  const staying = watch(broadcast.stream);
  broadcast.next(1);
  broadcast.next(2);
  broadcast.end(Ending.complete);
  expect(leaving.seen).toEqual({ values: [1], ends: [] });
  expect(staying.seen).toEqual({ values: [1, 2], ends: ['complete'] });
  await vi.waitFor(() => expect(config.onUnhandledError).toHaveBeenCalledTimes(2));
});
