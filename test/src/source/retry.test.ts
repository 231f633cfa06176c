import { getEventListeners } from 'node:events';
import { type ConverseEvent, GenerationError, type RetryNotice } from 'rx-bedrock';
import { textDelta, textMessage, vocabulary } from 'rx-bedrock/testing';
import { concat, defer, NEVER, of, throwError, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { retried, type RetryOptions } from '../../../src/source/retry.js';
import { retryAfterOf } from '../../../src/source/sdkMetadata.js';
import { watch } from '../../../src/testing/probe.js';
import { failure, inTurn, opening, responsesOf } from '../../attempts.js';

const { s } = vocabulary;

function failing(...errors: readonly unknown[]) {
  return errors.map((error) =>
    concat(
      of<ConverseEvent>(s),
      throwError(() => error),
    ),
  );
}

/** Subscribes, lets all delays pass, and tells what was seen. */
function inVirtualTime(sources: readonly ReturnType<typeof failing>[number][], options: RetryOptions = {}) {
  const scheduler = new VirtualTimeScheduler();
  const { seen } = watch(retried(inTurn(...sources), { ...options, scheduler }));
  scheduler.flush();
  return { ...seen, error: seen.ends[0] as GenerationError, elapsed: scheduler.frame };
}

describe('the attempts', () => {
  const throttled = failure('throttled', { requestId: 'r-1', attempts: 2 });

  it('are counted on the messageStart of the one that serves, those of the SDK among them', () => {
    const serving = of(opening({ requestId: 'r-3', attempts: 1 }), ...textMessage('Hi').slice(1));
    const { values, ends } = inVirtualTime([...failing(throttled, failure('network')), serving], {
      attempts: 4,
    });
    expect(ends).toEqual(['complete']);
    expect(responsesOf(values)).toEqual([{ requestId: 'r-3', attempts: 4 }]);
  });

  it('are counted there also where the serving one says nothing', () => {
    const { values } = inVirtualTime([...failing(failure('network')), of(...textMessage('Hi'))]);
    expect(responsesOf(values)).toEqual([{ attempts: 2 }]);
  });

  it('are counted on the final error: what the SDK has tried three times is not tried again', () => {
    const three = failure('throttled', { requestId: 'r-3', attempts: 3 });
    expect(inVirtualTime(failing(three)).error).toBe(three);
    const { error } = inVirtualTime(failing(failure('network'), throttled));
    expect(error).toMatchObject({ code: 'throttled', response: { requestId: 'r-1', attempts: 3 } });
    expect(error.partial.response).toEqual({ requestId: 'r-1', attempts: 3 });
  });

  it('are counted on an error after content, and on one that is not worth a retry', () => {
    const cut = failure('network', { requestId: 'r-2', attempts: 1 });
    const shown = concat(
      of(opening({ requestId: 'r-2', attempts: 1 }), textDelta('so far')),
      throwError(() => cut),
    );
    const late = inVirtualTime([...failing(failure('unavailable')), shown]);
    expect(responsesOf(late.values)).toEqual([{ requestId: 'r-2', attempts: 2 }]);
    expect(late.error).toMatchObject({ code: 'network', response: { requestId: 'r-2', attempts: 2 } });
    const refused = inVirtualTime(failing(failure('unavailable'), failure('rejected')));
    expect(refused.error).toMatchObject({ code: 'rejected', response: { attempts: 2 } });
  });

  it('keep the cause of the last one', () => {
    const cause = new Error('from the SDK');
    const { error } = inVirtualTime(failing(failure('network'), failure('rejected', undefined, cause)));
    expect(error.cause).toBe(cause);
  });

  it('are told in the notice as they are in the end', () => {
    const notices: RetryNotice[] = [];
    const onRetry = (notice: RetryNotice) => notices.push(notice);
    inVirtualTime(failing(throttled, throttled, throttled), { attempts: 5, onRetry });
    expect(notices.map(({ attempts, error }) => [attempts, error.response?.attempts])).toEqual([
      [2, 2],
      [4, 4],
    ]);
  });

  it('start anew with each subscription', () => {
    const scheduler = new VirtualTimeScheduler();
    const events = retried(
      throwError(() => failure('network')),
      { scheduler },
    );
    for (const _ of [1, 2]) {
      const { seen } = watch(events);
      scheduler.flush();
      expect(seen.ends).toMatchObject([{ response: { attempts: 3 } }]);
    }
  });
});

describe('a delay', () => {
  const asking = (headers: Record<string, string>) => Object.assign(new Error(), { $response: { headers } });

  it('is no shorter than Bedrock asks for, even longer than maxDelay', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const patient = failure('throttled', undefined, asking({ 'retry-after': '30' }));
    const answer = of(...textMessage('Hi'));
    expect(inVirtualTime([...failing(patient), answer], { maxDelay: 1000 }).elapsed).toBe(30_000);
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const quick = failure('throttled', undefined, asking({ 'retry-after': '0.1' }));
    expect(inVirtualTime([...failing(quick), answer]).elapsed).toBe(500);
    vi.restoreAllMocks();
  });

  it('that Bedrock asks for is not begun where it would end after maxElapsed', () => {
    const patient = failure('throttled', undefined, asking({ 'retry-after': '121' }));
    const { error, elapsed } = inVirtualTime(failing(patient));
    expect(error).toBe(patient);
    expect(elapsed).toBe(0);
  });

  it.each([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'x-amz-retry-after': '1500' }, 1500],
    [{ 'retry-after': '0' }, undefined],
    [{ 'retry-after': '-1' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, undefined],
    [{ 'x-amz-retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('asked for as %o is %s ms', (headers, delay) => {
    expect(retryAfterOf(asking(headers))).toBe(delay);
  });

  it('may be asked for as a date', () => {
    vi.useFakeTimers({ now: Date.parse('2030-01-01T00:00:00Z') });
    expect(retryAfterOf(asking({ 'retry-after': 'Tue, 01 Jan 2030 00:00:07 GMT' }))).toBe(7000);
    vi.useRealTimers();
  });

  it.each([undefined, null, 'a string', new Error('of somebody else')])('is not asked for by %o', (error) => {
    expect(retryAfterOf(error)).toBeUndefined();
  });
});

describe('a signal', () => {
  /** A source that knows the signal, and counts its requests. */
  function asking(signal: AbortSignal) {
    const count = { requests: 0 };
    const events = defer(() => {
      if (signal.aborted) return throwError(() => failure('aborted', undefined, signal.reason));
      count.requests += 1;
      return throwError(() => failure('network', { requestId: 'r-1', attempts: 1 }));
    });
    return { count, events };
  }

  it('that aborts during a delay ends it at once, and no request is made nor counted', () => {
    const controller = new AbortController();
    const { signal } = controller;
    const { count, events } = asking(signal);
    const scheduler = new VirtualTimeScheduler();
    const { seen } = watch(retried(events, { scheduler }, signal));
    expect(seen.ends).toEqual([]);
    const reason = new Error('enough');
    controller.abort(reason);
    expect(seen.ends).toMatchObject([{ code: 'aborted', cause: reason, response: { attempts: 1 } }]);
    expect(count.requests).toBe(1);
    scheduler.flush();
    expect(scheduler.frame).toBe(0);
  });

  it('is let go when the delay has passed, and when it is left', () => {
    const { signal } = new AbortController();
    const scheduler = new VirtualTimeScheduler();
    const listeners = () => getEventListeners(signal, 'abort').length;
    watch(retried(inTurn(...failing(failure('network')), NEVER), { scheduler }, signal));
    expect(listeners()).toBe(1);
    scheduler.flush();
    expect(listeners()).toBe(0);
    const { subscription } = watch(retried(asking(signal).events, { scheduler }, signal));
    expect(listeners()).toBe(1);
    subscription.unsubscribe();
    expect(listeners()).toBe(0);
  });
});
