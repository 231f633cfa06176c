import { concatWith, NEVER, type ObservableInput, of, Subject, throwError } from 'rxjs';
import { type ConverseEvent, converse, GenerationError, userMessage } from 'rx-bedrock';
import { settleOutcome } from 'rx-bedrock/operators';
import { messageStart, scriptedClient, stall, textDelta } from 'rx-bedrock/testing';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { watch } from '../../../src/testing/probe.js';
import { inOneTurn } from '../../inOneTurn.js';

inOneTurn();

const message = { role: 'assistant', content: [{ text: 'ab' }] };

/** A generation that says "ab" and then nothing more. */
function stoppable(stop: ObservableInput<unknown>) {
  const client = scriptedClient([messageStart(), textDelta('a'), textDelta('b'), stall()]);
  return {
    client,
    generation: converse(client, { modelId: 'any', messages: [userMessage('Hi')] }, { stop }),
  };
}

it('a Subject completes everybody with what had arrived, closes the request, and is let go of', async () => {
  const stop = new Subject<void>();
  const { client, generation } = stoppable(stop);
  const [first, second] = [watch(generation.pipe(settleOutcome())), watch(generation)];
  await setImmediate();
  stop.next();
  expect(client.requests[0]?.isAborted).toBe(true);
  expect(stop.observed).toBe(false);
  expect(second.seen.ends).toStrictEqual(['complete']);
  expect(first.seen.values).toMatchObject([{ status: 'stopped', message }]);
  expect(watch(generation.pipe(settleOutcome())).seen).toStrictEqual(first.seen);
  stop.next();
  expect(client.requests).toHaveLength(1);
});

it('comes after upstream: an operator that goes on after its source cannot hold it up', async () => {
  const stop = new Subject<void>();
  const client = scriptedClient([messageStart(), textDelta('a'), stall()]);
  const upstream = concatWith<ConverseEvent, ConverseEvent[]>(NEVER);
  const input = { modelId: 'any', messages: [userMessage('Hi')] };
  const { seen } = watch(converse(client, input, { stop, upstream }));
  await setImmediate();
  stop.next();
  expect(seen).toStrictEqual({ values: [messageStart(), textDelta('a')], ends: ['complete'] });
});

it('a Promise stops it when it resolves', async () => {
  let press: () => void = () => undefined;
  const { client, generation } = stoppable(new Promise<void>((resolve) => (press = resolve)));
  const { seen } = watch(generation.pipe(settleOutcome()));
  await setImmediate();
  expect(seen.values).toStrictEqual([]);
  press();
  await setImmediate();
  expect(seen.values).toMatchObject([{ status: 'stopped', message }]);
  expect(client.requests[0]?.isAborted).toBe(true);
});

it.each([
  ['has emitted already', of('now')],
  ['is a list with something in it', ['now']],
])('one that %s stops it before anything is sent', async (_, stop) => {
  const { client, generation } = stoppable(stop);
  const { seen } = watch(generation.pipe(settleOutcome()));
  await setImmediate();
  expect(seen.values).toMatchObject([{ status: 'stopped', message: { content: [] } }]);
  expect(client.requests).toHaveLength(0);
});

it('pressed before the start, nothing is sent, also for who comes later', async () => {
  const stop = new Subject<void>();
  const { client, generation } = stoppable(stop);
  const { seen } = watch(generation);
  stop.next();
  expect(seen).toStrictEqual({ values: [], ends: ['complete'] });
  expect(watch(generation).seen).toStrictEqual(seen);
  await setImmediate();
  expect(client.requests).toHaveLength(0);
});

it.each([
  ['completes without a value', []],
  ['never says anything', NEVER],
])('one that %s stops nothing', async (_, stop) => {
  const { client, generation } = stoppable(stop);
  const { seen, subscription } = watch(generation);
  await setImmediate();
  expect(seen.values).toHaveLength(3);
  expect(seen.ends).toStrictEqual([]);
  expect(client.requests[0]?.isAborted).toBe(false);
  subscription.unsubscribe();
});

it('one that errors fails the generation with that error as the cause, and with what had arrived', async () => {
  const stop = new Subject<void>();
  const { client, generation } = stoppable(stop);
  const { seen } = watch(generation);
  await setImmediate();
  const cause = new Error('the button broke');
  stop.error(cause);
  expect(seen.ends[0]).toBeInstanceOf(GenerationError);
  expect(seen.ends[0]).toMatchObject({ code: 'unknown', cause, partial: { status: 'failed', message } });
  expect(client.requests[0]?.isAborted).toBe(true);
});

it('one that has errored already fails it before anything is sent', async () => {
  const { client, generation } = stoppable(throwError(() => new Error('the button broke')));
  expect(watch(generation).seen.ends).toMatchObject([{ code: 'unknown', partial: { status: 'failed' } }]);
  await setImmediate();
  expect(client.requests).toHaveLength(0);
});

it('a Promise that rejects fails it and goes unreported', async () => {
  const { generation } = stoppable(Promise.reject(new Error('the button broke')));
  const { seen } = watch(generation);
  await setImmediate();
  expect(seen.ends).toMatchObject([{ code: 'unknown' }]);
});
