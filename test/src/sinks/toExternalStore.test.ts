import { type ConverseEvent, type GenerationState, toExternalStore } from 'rx-bedrock';
import { multicastReplay, trackState } from 'rx-bedrock/operators';
import { messageStart, textMessage, vocabulary } from 'rx-bedrock/testing';
import { concat, map, NEVER, of, Subject, take, throwError } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { Probe } from '../../../src/testing/probe.js';
import { expectComplaint, thrownBy } from '../../complaints.js';
import { Screen } from './screen.js';

const { s, a, b, c, e, m } = vocabulary;

function storeOfSubject() {
  const source = new Subject<ConverseEvent>();
  return { source, store: toExternalStore(source.pipe(multicastReplay(), trackState())) };
}

describe('the snapshot', () => {
  it('is what a server renders until something comes', () => {
    const { source, store } = storeOfSubject();
    const initial = store.getServerSnapshot();
    expect(initial).toStrictEqual({
      message: { role: 'assistant', content: [] },
      status: 'connecting',
      text: '',
    });
    expect(store.getSnapshot()).toBe(initial);
    const listener = vi.fn();
    store.subscribe(listener);
    source.next(s);
    expect(store.getSnapshot()).toBe(initial);
    expect(listener).not.toHaveBeenCalled();
    source.next(a);
    expect(store.getSnapshot()).toMatchObject({ status: 'streaming', text: 'a' });
    expect(store.getServerSnapshot()).toBe(initial);
  });

  it('is the very same object until it changes, and another one whenever a listener is called', () => {
    const { source, store } = storeOfSubject();
    const screen = new Screen(store).mount();
    for (const event of [s, a, a, e, m]) source.next(event);
    source.complete();
    expect(screen.texts).toStrictEqual(['', 'a', 'aa', 'aa', 'aa', 'aa']);
    expect(screen.calls).toBe(screen.drawn.length - 1);
    expect(screen.drawn.at(-1)?.status).toBe('complete');
  });

  it('shows what is known of a generation without content', () => {
    const store = toExternalStore(concat(of(s, m), NEVER).pipe(trackState()));
    store.subscribe(vi.fn());
    expect(store.getSnapshot()).toMatchObject({ status: 'connecting', usage: { totalTokens: 46 } });
  });

  it('throws what the source failed with, for an error boundary', () => {
    const error = new Error('from behind');
    const states = new Subject<GenerationState>();
    const store = toExternalStore(states);
    const listener = vi.fn();
    store.subscribe(listener);
    states.error(error);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(thrownBy(store.getSnapshot)).toBe(error);
    expect(store.getServerSnapshot().status).toBe('connecting');
    const failed = toExternalStore(throwError(() => error));
    failed.subscribe(vi.fn());
    expect(thrownBy(failed.getSnapshot)).toBe(error);
  });
});

describe('a store', () => {
  it('asks for nothing by itself', () => {
    const probe = new Probe([s]);
    const store = toExternalStore(probe.events.pipe(trackState()));
    store.getSnapshot();
    expect(probe.subscriptions).toBe(0);
  });

  it('is one subscriber, from the first who comes to the last who leaves', () => {
    const probe = new Probe([s, a]);
    const store = toExternalStore(probe.events.pipe(trackState()));
    const screens = [new Screen(store).mount(), new Screen(store).mount(), new Screen(store).mount()];
    expect(screens.map(({ texts }) => texts.at(-1))).toStrictEqual(['a', 'a', 'a']);
    expect(probe).toMatchObject({ subscriptions: 1, left: 0 });
    screens[0]?.unmount();
    screens[0]?.unmount();
    screens[2]?.unmount();
    expect(probe.left).toBe(0);
    screens[1]?.unmount();
    expect(probe).toMatchObject({ subscriptions: 1, left: 1 });
  });

  it('keeps the last state when all is over, and subscribes to nothing any more', () => {
    const probe = new Probe(textMessage('The end.'), 'complete');
    const store = toExternalStore(probe.events.pipe(trackState()));
    new Screen(store).mount().unmount();
    const last = store.getSnapshot();
    expect(last).toMatchObject({ status: 'complete', text: 'The end.' });
    const late = new Screen(store).mount();
    expect(late).toMatchObject({ drawn: [last], calls: 0 });
    late.unmount();
    expect(probe.subscriptions).toBe(1);
  });

  it('keeps it too where the states are cut short, or fail', () => {
    const short = new Probe([s, a, b, c]);
    const failing = new Probe([s], new Error('from the source'));
    const stores = [
      toExternalStore(short.events.pipe(trackState(), take(3))),
      toExternalStore(failing.events.pipe(map(() => ({}) as GenerationState))),
    ];
    for (const store of stores) {
      store.subscribe(vi.fn())();
      store.subscribe(vi.fn())();
    }
    expect([short.subscriptions, failing.subscriptions]).toStrictEqual([1, 1]);
    expect(stores[0]?.getSnapshot().text).toBe('ab');
    expect(stores[1]?.getSnapshot).toThrow('from the source');
  });

  it('lets its functions be passed around', () => {
    const { subscribe, getSnapshot, getServerSnapshot } = toExternalStore(
      of(messageStart()).pipe(trackState()),
    );
    expect(getSnapshot()).toBe(getServerSnapshot());
    subscribe(vi.fn())();
    expect(getSnapshot().status).toBe('stopped');
  });

  it('refuses what is no Observable and no function, at once', () => {
    expectComplaint(() => toExternalStore({} as never), {
      type: TypeError,
      value: 'The source of toExternalStore() is an object (Object),',
      rule: 'an Observable',
      fix: 'converse(…)',
    });
    const probe = new Probe([s]);
    expectComplaint(() => toExternalStore(probe.events.pipe(trackState())).subscribe(undefined as never), {
      type: TypeError,
      value: 'What subscribe() was given is undefined,',
      rule: 'a function',
      fix: 'It is called whenever the state has changed.',
    });
    expect(probe.subscriptions).toBe(0);
  });
});
