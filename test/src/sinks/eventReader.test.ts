import { Observable, of, Subject, tap } from 'rxjs';
import type { ConverseEvent } from 'rx-bedrock';
import { textDelta, vocabulary } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { EventReader } from '../../../src/sinks/eventReader.js';
import { Probe } from '../../../src/testing/probe.js';

const { s, a, b, c, e, m } = vocabulary;
const end = { done: true, value: undefined };
const failure = new Error('from the source');

describe('what is asked for before it is there', () => {
  it('is answered in the order of the questions', async () => {
    const source = new Subject<ConverseEvent>();
    const reader = new EventReader(source);
    const answers = listed([reader.next(), reader.next(), reader.next(), reader.next()]);
    for (const event of [s, a]) source.next(event);
    source.complete();
    // Asked last, and known at once: still answered last.
    void answers.add(reader.next());
    await answers.all();
    expect(answers.list).toStrictEqual([
      [0, { done: false, value: s }],
      [1, { done: false, value: a }],
      [2, end],
      [3, end],
      [4, end],
    ]);
  });

  it('is told of a failure once, and of the end after it', async () => {
    const source = new Subject<ConverseEvent>();
    const reader = new EventReader(source);
    const answers = listed([reader.next(), reader.next()]);
    source.error(failure);
    await answers.all();
    expect(answers.list).toStrictEqual([
      [0, failure],
      [1, end],
    ]);
    expect(await reader.next()).toStrictEqual(end);
  });

  it('is at the end when the reader leaves, which closes the source at once', async () => {
    const probe = new Probe([]);
    const reader = new EventReader(probe.events);
    const answers = listed([reader.next(), reader.next()]);
    void answers.add(reader.return());
    expect(probe.left).toBe(1);
    await answers.all();
    expect(answers.list).toStrictEqual([
      [0, end],
      [1, end],
      [2, end],
    ]);
  });
});

describe('a reader', () => {
  it('subscribes with its first question, and once', async () => {
    const probe = new Probe([s, a, e, m], 'complete');
    const reader = new EventReader(probe.events);
    expect(probe.subscriptions).toBe(0);
    await Promise.all([reader.next(), reader.next()]);
    expect(probe.subscriptions).toBe(1);
  });

  it('that has left before it began never begins', async () => {
    const probe = new Probe([s]);
    const reader = new EventReader(probe.events);
    expect(await reader.return()).toStrictEqual(end);
    expect(await reader.next()).toStrictEqual(end);
    expect(probe.subscriptions).toBe(0);
  });

  it('that has left gets nothing of what was kept, and no failure', async () => {
    const reader = new EventReader(new Probe([s, a, b, c], failure).events);
    expect(await reader.next()).toStrictEqual({ done: false, value: s });
    await reader.return();
    expect(await reader.next()).toStrictEqual(end);
    expect(await reader.return()).toStrictEqual(end);
  });

  it('that leaves amid a synchronous source hears nothing more, not even a failure', async () => {
    const reader = new EventReader<ConverseEvent>(
      new Probe([s, a, b], failure).events.pipe(
        tap((event) => {
          if (event === a) void reader.return();
        }),
      ),
    );
    expect(await reader.next()).toStrictEqual({ done: false, value: s });
    expect(await reader.next()).toStrictEqual(end);
  });

  it('reads a synchronous source to its end, joined', async () => {
    const reader = new EventReader(of(s, a, b, c, e, m));
    expect(await readAll(reader)).toStrictEqual([s, textDelta('abc'), e, m]);
  });

  it('gets what was kept before the failure, and the failure once', async () => {
    const reader = new EventReader(new Probe([s, a, b], failure).events);
    expect(await reader.next()).toStrictEqual({ done: false, value: s });
    expect(await reader.next()).toStrictEqual({ done: false, value: textDelta('ab') });
    await expect(reader.next()).rejects.toBe(failure);
    expect(await reader.next()).toStrictEqual(end);
  });

  it.each([
    ['errors', new Observable<ConverseEvent>((subscriber) => subscriber.error(failure))],
    [
      'throws',
      new Observable<ConverseEvent>(() => {
        throw failure;
      }),
    ],
  ])('rejects where its source %s while it is being subscribed to', async (_how, source) => {
    const reader = new EventReader(source);
    await expect(reader.next()).rejects.toBe(failure);
    expect(await reader.next()).toStrictEqual(end);
  });
});

async function readAll(reader: EventReader<ConverseEvent>): Promise<ConverseEvent[]> {
  const events: ConverseEvent[] = [];
  for (let { done, value } = await reader.next(); !done; { done, value } = await reader.next()) {
    events.push(value!);
  }
  return events;
}

/** What promises come to, in the order in which they do. */
function listed(promises: Promise<unknown>[]) {
  const list: [number, unknown][] = [];
  const settled: Promise<unknown>[] = [];
  const add = (promise: Promise<unknown>) => {
    const at = settled.length;
    const note = (result: unknown) => list.push([at, result]);
    return settled.push(promise.then(note, note));
  };
  for (const promise of promises) add(promise);
  return { list, add, all: () => Promise.all(settled) };
}
