import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setImmediate } from 'node:timers/promises';
import { converse, type ConverseEvent, toAsyncIterable, toReadableStream, userMessage } from 'rx-bedrock';
import { messageStart, messageStop, scriptedClient, textDelta } from 'rx-bedrock/testing';
import { type Observable, Subject } from 'rxjs';
import { afterEach, beforeEach, expect, it } from 'vitest';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const count = 200_000;
const mebibyte = 2 ** 20;

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Asks for one event, and then never again. */
const readers: [string, (source: Observable<ConverseEvent>) => { next: () => Promise<unknown> }][] = [
  ['a loop', (source) => toAsyncIterable(source)[Symbol.asyncIterator]()],
  [
    'a stream',
    (source) => {
      const reader = toReadableStream(source).getReader();
      return { next: () => reader.read() };
    },
  ],
];

const rejections: unknown[] = [];
const note = (reason: unknown) => rejections.push(reason);

beforeEach(() => {
  rejections.length = 0;
  process.on('unhandledRejection', note);
});

afterEach(() => {
  process.off('unhandledRejection', note);
});

it.each(readers)('%s that has stopped reading holds the text, not the events', async (_, read) => {
  const source = new Subject<ConverseEvent>();
  const reader = read(source);
  const first = reader.next();
  await setImmediate();
  source.next(messageStart());
  await first;
  const before = heapUsed();
  for (let times = 0; times < count; times += 1) source.next(textDelta('abcde'));
  // A megabyte of text; the events themselves would be some thirty.
  expect(heapUsed() - before).toBeLessThan(6 * mebibyte);
  source.next(messageStop());
  source.complete();
  expect(await reader.next()).toStrictEqual({ done: false, value: textDelta('abcde'.repeat(count)) });
  expect(await reader.next()).toStrictEqual({ done: false, value: messageStop() });
  expect(await reader.next()).toMatchObject({ done: true });
});

it.each(readers)('%s that is forgotten hears of no failure, and lets the source go', async (_, read) => {
  const source = new Subject<ConverseEvent>();
  const first = read(source).next();
  await setImmediate();
  source.next(messageStart());
  await first;
  source.next(textDelta('on and on '));
  source.error(new Error('from the source'));
  expect(source.observed).toBe(false);
  await setImmediate();
  expect(rejections).toStrictEqual([]);
});

it('a loop that is left in whatever way leaves no rejection behind', async () => {
  const generation = converse(scriptedClient([messageStart(), textDelta('cut')]), {
    modelId: 'any',
    messages: [userMessage('Hi')],
  });
  const [left, cancelled] = [
    toAsyncIterable(generation)[Symbol.asyncIterator](),
    toReadableStream(generation).getReader(),
  ];
  void left.next();
  void cancelled.read();
  await setImmediate();
  void left.next();
  void cancelled.read();
  void left.return?.();
  void cancelled.cancel();
  await setImmediate();
  expect(rejections).toStrictEqual([]);
});
