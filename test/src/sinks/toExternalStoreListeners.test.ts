import { type ConverseEvent, type GenerationState, toExternalStore } from 'rx-bedrock';
import { multicastReplay, trackState } from 'rx-bedrock/operators';
import { textMessage, vocabulary } from 'rx-bedrock/testing';
import { config, defer, map, of, Subject } from 'rxjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Probe } from '../../../src/testing/probe.js';
import { withTimeByHand } from '../../laws/theatre.js';

withTimeByHand();

const { s, a, b } = vocabulary;
let reported: unknown[];

beforeEach(() => {
  reported = [];
  config.onUnhandledError = (error) => reported.push(error);
});

function storeOf() {
  const source = new Subject<ConverseEvent>();
  const store = toExternalStore(source.pipe(trackState()));
  return { source, store };
}

describe('a listener', () => {
  it('that throws is reported, each time, and the others are still called', () => {
    const { source, store } = storeOf();
    const error = new Error('from the listener');
    const [before, after] = [vi.fn(), vi.fn()];
    store.subscribe(before);
    store.subscribe(() => {
      throw error;
    });
    store.subscribe(after);
    for (const event of [s, a, b]) source.next(event);
    expect([before, after].map((listener) => listener.mock.calls.length)).toStrictEqual([2, 2]);
    vi.runAllTimers();
    expect(reported).toStrictEqual([error, error]);
  });

  it('that throws at the catch-up has still subscribed', () => {
    const store = toExternalStore(of(...textMessage('At once.')).pipe(trackState()));
    const leave = store.subscribe(() => {
      throw new Error('from the listener');
    });
    leave();
    expect(store.getSnapshot().text).toBe('At once.');
    vi.runAllTimers();
    expect(reported).toHaveLength(1);
  });

  it('given twice is called twice, and leaves one by one', () => {
    const { source, store } = storeOf();
    const listener = vi.fn();
    const leave = store.subscribe(listener);
    store.subscribe(listener);
    source.next(a);
    leave();
    source.next(b);
    expect(listener).toHaveBeenCalledTimes(3);
  });

  it('that leaves when it is called is called no more, and closes the source if it was the last', () => {
    const { source, store } = storeOf();
    const leave = store.subscribe(() => {
      calls += 1;
      leave();
    });
    let calls = 0;
    source.next(a);
    expect(source.observed).toBe(false);
    source.next(b);
    expect(calls).toBe(1);
    expect(store.getSnapshot().text).toBe('a');
  });

  it('that hands over to another one when it is called loses nothing', () => {
    const source = new Subject<ConverseEvent>();
    const shared = source.pipe(multicastReplay({ grace: Number.POSITIVE_INFINITY }));
    const store = toExternalStore(shared.pipe(trackState()));
    const texts: string[] = [];
    const leave = store.subscribe(() => {
      texts.push(`first: ${store.getSnapshot().text}`);
      leave();
      store.subscribe(() => texts.push(`second: ${store.getSnapshot().text}`));
    });
    source.next(a);
    source.next(b);
    expect(texts).toStrictEqual(['first: a', 'second: a', 'second: ab']);
  });

  it('that brings another one makes no second subscription, and shows it out again', () => {
    const probe = new Probe([s, a]);
    const store = toExternalStore(probe.events.pipe(trackState()));
    const other = vi.fn();
    const leave = store.subscribe(() => store.subscribe(other)());
    expect(probe).toMatchObject({ subscriptions: 1, left: 0 });
    leave();
    expect(probe.left).toBe(1);
    expect(other).not.toHaveBeenCalled();
  });
});

describe('a source', () => {
  it('that brings somebody to the store while it is subscribed to is subscribed to once', () => {
    let subscriptions = 0;
    const late = vi.fn();
    const store = toExternalStore(
      defer(() => {
        subscriptions += 1;
        store.subscribe(late);
        return of(s, a);
      }).pipe(trackState()),
    );
    store.subscribe(vi.fn());
    expect(subscriptions).toBe(1);
    expect(late).toHaveBeenCalledTimes(1);
  });

  it('whose states are the user’s own is shown as it is', () => {
    const shout = (state: GenerationState) => ({ ...state, text: state.text.toUpperCase() });
    const store = toExternalStore(of(s, a, b).pipe(trackState(), map(shout)));
    store.subscribe(vi.fn());
    expect(store.getSnapshot().text).toBe('AB');
  });
});
