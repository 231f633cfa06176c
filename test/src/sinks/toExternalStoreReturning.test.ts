import { converse, type ConverseEvent, toExternalStore, userMessage } from 'rx-bedrock';
import { multicastReplay, trackState } from 'rx-bedrock/operators';
import { messageStart, scriptedClient, stall, textDelta, textMessage, vocabulary } from 'rx-bedrock/testing';
import { Subject } from 'rxjs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { inOneTurn } from '../../inOneTurn.js';
import { Screen } from './screen.js';

inOneTurn();

const { s, a, b, c } = vocabulary;
const input = { modelId: 'any', messages: [userMessage('Hi')] };

describe('React’s StrictMode', () => {
  it('draws, subscribes, leaves and subscribes in one task: one request, and it works', async () => {
    const client = scriptedClient(textMessage('Strict mode.'));
    const store = toExternalStore(converse(client, input).pipe(trackState()));
    const screen = new Screen(store).mount();
    screen.unmount();
    screen.mount();
    await setImmediate();
    expect(client.requests).toHaveLength(1);
    expect(client.requests[0]?.isAborted).toBe(false);
    expect(screen.drawn.at(-1)).toMatchObject({ status: 'complete', text: 'Strict mode.' });
    screen.unmount();
    screen.mount();
    await setImmediate();
    expect(client.requests).toHaveLength(1);
  });

  it('that goes away before the request makes none', async () => {
    const client = scriptedClient();
    const store = toExternalStore(converse(client, input).pipe(trackState()));
    const screen = new Screen(store).mount();
    screen.unmount();
    screen.mount().unmount();
    await setImmediate();
    expect(client.requests).toHaveLength(0);
    expect(screen).toMatchObject({ calls: 0, drawn: [store.getServerSnapshot()] });
  });
});

describe('the last one to leave', () => {
  it('closes the request; who comes back is shown what had arrived, and why there is no more', async () => {
    const client = scriptedClient([messageStart(), textDelta('so far'), stall()]);
    const store = toExternalStore(converse(client, input).pipe(trackState()));
    const screen = new Screen(store).mount();
    await setImmediate();
    screen.unmount();
    expect(client.requests[0]?.isAborted).toBe(true);
    const last = store.getSnapshot();
    expect(last).toMatchObject({ status: 'streaming', text: 'so far' });
    const late = new Screen(store).mount();
    expect(late.drawn).toStrictEqual([last, expect.objectContaining({ status: 'aborted', text: 'so far' })]);
    expect(client.requests).toHaveLength(1);
  });
});

describe('coming back within the grace', () => {
  function begun() {
    const source = new Subject<ConverseEvent>();
    const store = toExternalStore(
      source.pipe(multicastReplay({ grace: Number.POSITIVE_INFINITY }), trackState()),
    );
    const screen = new Screen(store).mount();
    for (const event of [s, a, b]) source.next(event);
    screen.unmount();
    return { source, store };
  }

  it('shows the latest at once, without the way there', () => {
    const { source, store } = begun();
    source.next(c);
    const screen = new Screen(store).mount();
    expect(screen.texts).toStrictEqual(['ab', 'abc']);
    expect(screen.drawn.map(({ status }) => status)).toStrictEqual(['streaming', 'streaming']);
    source.next(a);
    expect(screen.texts).toStrictEqual(['ab', 'abc', 'abca']);
  });

  it('calls the listener once for all that was missed', () => {
    const { source, store } = begun();
    for (const event of [c, c, c]) source.next(event);
    const listener = vi.fn();
    store.subscribe(listener);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(store.getSnapshot().text).toBe('abccc');
  });

  it('shows the same as a store that has been there all the time', () => {
    const source = new Subject<ConverseEvent>();
    const shared = source.pipe(multicastReplay({ grace: Number.POSITIVE_INFINITY }));
    const [always, returning] = [shared, shared].map((each) => toExternalStore(each.pipe(trackState())));
    always!.subscribe(vi.fn());
    for (const event of textMessage('Now you see me, now you do not.')) {
      const leave = returning!.subscribe(vi.fn());
      source.next(event);
      expect(returning!.getSnapshot()).toStrictEqual(always!.getSnapshot());
      leave();
    }
  });
});
