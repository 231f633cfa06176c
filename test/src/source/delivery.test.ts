import type { ConverseEvent } from 'rx-bedrock';
import { textMessage } from 'rx-bedrock/testing';
import { Observable } from 'rxjs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Delivery } from '../../../src/source/delivery.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function deliverAll() {
  const complete = vi.fn();
  const line = new Observable<ConverseEvent>((subscriber) => {
    const delivery = new Delivery(subscriber);
    for (const event of textMessage('All of it.')) delivery.deliver(event);
  });
  return { subscription: line.subscribe({ complete }), complete };
}

it('waits a moment for the end of a line that has brought everything', () => {
  const { complete } = deliverAll();
  expect(complete).not.toHaveBeenCalled();
  vi.advanceTimersByTime(20);
  expect(complete).toHaveBeenCalledOnce();
});

it('leaves no timer behind when the line ends before that', () => {
  const { subscription } = deliverAll();
  expect(vi.getTimerCount()).toBe(1);
  subscription.unsubscribe();
  expect(vi.getTimerCount()).toBe(0);
});
