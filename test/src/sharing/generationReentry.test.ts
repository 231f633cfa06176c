import { Observable, Subject } from 'rxjs';
import { type ConverseEvent, converse, userMessage } from 'rx-bedrock';
import { multicastReplay } from 'rx-bedrock/operators';
import { messageStart, scriptedClient, stall, textDelta, vocabulary } from 'rx-bedrock/testing';
import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import { watch } from '../../../src/testing/probe.js';
import { inOneTurn } from '../../inOneTurn.js';

inOneTurn();

const { s, a, b, c } = vocabulary;
let subject: Subject<ConverseEvent>;
let subscriptions: number;
let shared: Observable<ConverseEvent>;

beforeEach(() => {
  subject = new Subject();
  subscriptions = 0;
  const source = new Observable<ConverseEvent>((subscriber) => {
    subscriptions += 1;
    return subject.subscribe(subscriber);
  });
  shared = source.pipe(multicastReplay());
});

it('an event from inside next waits until everybody has seen the one before', () => {
  const journal: string[] = [];
  const note = (who: string) => (event: ConverseEvent) => {
    journal.push(who + (event === a ? '1' : '2'));
    if (journal.length === 1) subject.next(b);
  };
  shared.subscribe(note('A'));
  shared.subscribe(note('B'));
  subject.next(a);
  expect(journal).toStrictEqual(['A1', 'B1', 'A2', 'B2']);
});

it('an event from inside a replay waits until the replay is over, for the one who is catching up as well', () => {
  const early = watch(shared);
  subject.next(s);
  subject.next(a);
  const late = watch(
    shared,
    once(() => subject.next(c)),
  );
  expect(late.seen.values).toStrictEqual([s, a, c]);
  expect(early.seen.values).toStrictEqual([s, a, c]);
});

it('who subscribes from inside next has the event from its replay, once, and the next one live', () => {
  let inner: ReturnType<typeof watch> | undefined;
  const outer = watch(
    shared,
    once(() => {
      subject.next(b);
      inner = watch(shared);
    }),
  );
  subject.next(a);
  subject.next(c);
  expect(outer.seen.values).toStrictEqual([a, b, c]);
  expect(inner?.seen.values).toStrictEqual([a, b, c]);
});

it('a completion from inside next comes after the event, for everybody', () => {
  const [first, second] = [
    watch(
      shared,
      once(() => subject.complete()),
    ),
    watch(shared),
  ];
  subject.next(a);
  for (const { seen } of [first, second]) expect(seen).toStrictEqual({ values: [a], ends: ['complete'] });
});

it('leaving for good from inside next drops what was waiting: nobody sees it, late ones neither', () => {
  const first = watch(shared, () => {
    subject.next(b);
    first.subscription.unsubscribe();
  });
  subject.next(a);
  const late = watch(shared).seen;
  expect(late.values).toStrictEqual([a]);
  expect(late.ends[0]).toMatchObject({ code: 'aborted', partial: { message: { content: [{ text: 'a' }] } } });
  expect(subject.observed).toBe(false);
});

it('who joins while an ending is waiting for its turn asks for nothing', () => {
  let inner: ReturnType<typeof watch> | undefined;
  const outer = watch(
    shared,
    once(() => {
      subject.complete();
      inner = watch(shared);
    }),
  );
  subject.next(a);
  expect(subscriptions).toBe(1);
  expect(outer.seen).toStrictEqual({ values: [a], ends: ['complete'] });
  expect(inner?.seen).toStrictEqual({ values: [a], ends: ['complete'] });
  expect(watch(shared).seen).toStrictEqual({ values: [a], ends: ['complete'] });
});

it('who joins right after a Stop button was pressed inside next asks for nothing, and nothing is lost', async () => {
  const client = scriptedClient([messageStart(), textDelta('a'), stall()]);
  const stop = new Subject<void>();
  const generation = converse(client, { modelId: 'any', messages: [userMessage('Hi')] }, { stop });
  const expected = { values: [messageStart(), textDelta('a')], ends: ['complete'] };
  const others: ReturnType<typeof watch>[] = [];
  generation.subscribe((event) => {
    if (!event.contentBlockDelta) return;
    stop.next();
    others.push(watch(generation));
  });
  await setImmediate();
  others.push(watch(generation));
  await setImmediate();
  expect(others.map(({ seen }) => seen)).toStrictEqual([expected, expected]);
  expect(client.requests).toHaveLength(1);
  expect(stop.observed).toBe(false);
});

it('who joins from inside a completion has it all at once', () => {
  let late: ReturnType<typeof watch> | undefined;
  shared.subscribe({ complete: () => (late = watch(shared)) });
  subject.next(a);
  subject.complete();
  expect(late?.seen).toStrictEqual({ values: [a], ends: ['complete'] });
  expect(subscriptions).toBe(1);
});

it('a neighbour that goes round in circles comes to an end with its source', () => {
  const events = Array.from({ length: 5000 }, (_, index) => textDelta(`${index} `));
  const rest = [...events];
  const emit = () => {
    const event = rest.shift();
    if (event) subject.next(event);
  };
  // Every event brings the next from inside next: a queue does that without growing the stack.
  watch(shared, emit);
  const { seen } = watch(shared);
  emit();
  expect(seen.values).toStrictEqual(events);
});

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}
