import { Observable, of, retry, Subject, take } from 'rxjs';
import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import { accumulateText, multicastReplay, settleOutcome } from 'rx-bedrock/operators';
import { messageStart, textDelta, textMessage, vocabulary } from 'rx-bedrock/testing';
import { expect, it } from 'vitest';
import { Probe, watch } from '../../../src/testing/probe.js';
import { RawSubscriber } from '../../laws/rawSubscriber.js';
import { marbles } from '../../marbles.js';

const { a, b, c, s } = vocabulary;
const answer = textMessage('Many hands make light work.');

it(
  'serves who comes late with what was missed, joined, and then with the rest live',
  marbles((m) => {
    const source = m.cold('  s----a----b----c----e----m|', vocabulary);
    const shared = source.pipe(multicastReplay());
    const values = { ...vocabulary, P: textDelta('ab') };
    m.expect(shared).toBeObservable('s----a----b----c----e----m|', values);
    m.expect(shared, '-----------^').toBeObservable('-----------(sP)c----e----m|', values);
    m.expect(source).toHaveSubscriptions('^-------------------------!');
  }),
);

it(
  'closes the source when the last one leaves, and gives who comes after the prefix and an abort',
  marbles((m) => {
    const source = m.cold('s--a--b--c--e--m|', vocabulary);
    const shared = source.pipe(multicastReplay());
    m.expect(shared, '^---!').toBeObservable('s--a-', vocabulary);
    m.expect(shared, '-^-----!').toBeObservable('-s-a--b-', vocabulary);
    m.expect(shared, '----------^').toBeObservable(
      '----------(sP#)',
      { ...vocabulary, P: textDelta('ab') },
      { code: 'aborted' },
    );
    m.expect(source).toHaveSubscriptions('^------!');
  }),
);

it('replays a completion without asking again', () => {
  const probe = new Probe(answer, 'complete');
  const shared = probe.events.pipe(multicastReplay());
  const first = watch(shared.pipe(settleOutcome())).seen;
  expect(watch(shared.pipe(settleOutcome())).seen).toStrictEqual(first);
  expect(probe.subscriptions).toBe(1);
});

it('replays an error, the very same one, without asking again', () => {
  const error = new Error('from the source');
  const probe = new Probe(answer.slice(0, 3), error);
  const shared = probe.events.pipe(multicastReplay());
  watch(shared);
  const { values, ends } = watch(shared).seen;
  expect(values).toStrictEqual([messageStart(), textDelta('Many hands')]);
  expect(ends[0]).toBe(error);
  expect(probe.subscriptions).toBe(1);
});

it('is not asked again by a retry() behind it, which gets the same once more', () => {
  const probe = new Probe(answer.slice(0, 2), new Error('from the source'));
  const { values, ends } = watch(probe.events.pipe(multicastReplay(), accumulateText(), retry(2))).seen;
  expect(values).toStrictEqual(['Many', 'Many', 'Many']);
  expect(ends).toHaveLength(1);
  expect(probe.subscriptions).toBe(1);
});

it('take(1) on a replay of 1,000 events produces one', () => {
  // Events of a kind that is not joined: the replay is as long as the stream.
  const events = Array.from({ length: 1000 }, (_, index) => citation(index));
  const shared = new Probe(events).events.pipe(multicastReplay());
  watch(shared);
  let produced = 0;
  const counted = new Observable<ConverseEvent>((subscriber) => {
    // What is handed to a closed subscriber goes nowhere, but making it has its price: so count the calls.
    const next = subscriber.next.bind(subscriber);
    subscriber.next = (event) => {
      produced += 1;
      next(event);
    };
    return shared.subscribe(subscriber);
  });
  expect(watch(counted.pipe(take(1))).seen).toStrictEqual({ values: [events[0]], ends: ['complete'] });
  expect(produced).toBe(1);
});

it('stops a synchronous source that never ends when everybody has taken enough', () => {
  let produced = 0;
  const endless = new Observable<ConverseEvent>((subscriber) => {
    while (!subscriber.closed) {
      produced += 1;
      subscriber.next(textDelta('on and on '));
    }
  });
  const shared = endless.pipe(multicastReplay());
  expect(watch(shared.pipe(take(3))).seen).toStrictEqual({
    values: [1, 2, 3].map(() => textDelta('on and on ')),
    ends: ['complete'],
  });
  expect(produced).toBe(3);
  const late = watch(shared).seen;
  expect(late.values).toStrictEqual([textDelta('on and on on and on on and on ')]);
  expect(late.ends[0]).toMatchObject({ code: 'aborted' });
});

it('lets a second subscriber in while a synchronous source is still being subscribed to', () => {
  const shared: Observable<ConverseEvent> = of(s, a, b, c).pipe(multicastReplay());
  let second: ReturnType<typeof watch> | undefined;
  const first = watch(shared, () => (second ??= watch(shared)));
  expect(first.seen.values).toStrictEqual([s, a, b, c]);
  expect(second?.seen.values).toStrictEqual([s, a, b, c]);
});

it('a subscriber that is closed already begins nothing', () => {
  const probe = new Probe(answer, 'complete');
  const shared = probe.events.pipe(multicastReplay());
  const closed = new RawSubscriber(
    () => undefined,
    () => undefined,
  );
  closed.unsubscribe();
  shared.subscribe(closed);
  expect(probe.subscriptions).toBe(0);
  expect(watch(shared).seen.values).toStrictEqual(answer);
});

it('says what had arrived in the abort that it gives to who comes too late', () => {
  const source = new Subject<ConverseEvent>();
  const shared = source.pipe(multicastReplay());
  const { subscription } = watch(shared);
  source.next(s);
  source.next(a);
  subscription.unsubscribe();
  expect(source.observed).toBe(false);
  const [error] = watch(shared).seen.ends;
  expect(error).toBeInstanceOf(GenerationError);
  expect(error).toMatchObject({
    code: 'aborted',
    retryable: false,
    partial: { status: 'aborted', message: { role: 'assistant', content: [{ text: 'a' }] } },
    message: expect.stringContaining('defer(() => converse(…))') as string,
  });
});

function citation(index: number): ConverseEvent {
  return { contentBlockDelta: { contentBlockIndex: 0, delta: { citation: { title: `source ${index}` } } } };
}
