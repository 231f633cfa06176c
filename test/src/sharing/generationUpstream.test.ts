import { endWith, finalize, map, type MonoTypeOperatorFunction, mergeMap, tap, throwError } from 'rxjs';
import { type ConverseEvent, converse, GenerationError, userMessage } from 'rx-bedrock';
import { accumulateText, verifyStream } from 'rx-bedrock/operators';
import { scriptedClient, textDelta, textMessage } from 'rx-bedrock/testing';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { watch } from '../../../src/testing/probe.js';
import { inOneTurn } from '../../inOneTurn.js';

inOneTurn();

const answer = textMessage('Many hands make light work.');

function withUpstream(upstream: MonoTypeOperatorFunction<ConverseEvent>) {
  const client = scriptedClient(answer);
  return {
    client,
    generation: converse(client, { modelId: 'any', messages: [userMessage('Hi')] }, { upstream }),
  };
}

it('is applied once and sees every event once, however many subscribe', async () => {
  let applied = 0;
  const seen: ConverseEvent[] = [];
  const { generation } = withUpstream((source) => {
    applied += 1;
    return source.pipe(tap((event) => seen.push(event)));
  });
  const all = [watch(generation), watch(generation)];
  await setImmediate();
  all.push(watch(generation));
  expect(applied).toBe(1);
  expect(seen).toStrictEqual(answer);
  for (const each of all) expect(each.seen.ends).toStrictEqual(['complete']);
});

it('one that throws fails everybody, with code unknown, the cause, and what had arrived', async () => {
  const cause = new Error('the ledger is full');
  const { client, generation } = withUpstream(
    tap((event) => {
      if (event.contentBlockDelta?.delta?.text === ' make') throw cause;
    }),
  );
  const [first, second] = [watch(generation), watch(generation)];
  await setImmediate();
  const [error] = first.seen.ends;
  expect(error).toBeInstanceOf(GenerationError);
  expect(error).toMatchObject({
    code: 'unknown',
    cause,
    partial: { status: 'failed', message: { content: [{ text: 'Many hands' }] } },
    response: { attempts: 1, requestId: 'scripted-1' },
  });
  expect(second.seen.ends[0]).toBe(error);
  expect(watch(generation).seen.ends[0]).toBe(error);
  expect(client.requests).toHaveLength(1);
  expect(client.requests[0]?.isAborted).toBe(true);
});

it('one that throws a GenerationError has that very one delivered', async () => {
  const error = new GenerationError('budget', 'Enough is enough.');
  const { generation } = withUpstream(mergeMap(() => throwError(() => error)));
  const { seen } = watch(generation);
  await setImmediate();
  expect(seen.ends).toStrictEqual([error]);
  expect(seen.ends[0]).toBe(error);
});

it('one that throws something without any text ends the generation all the same', async () => {
  const cause: unknown = Object.create(null);
  const { generation } = withUpstream(
    tap((event) => {
      if (event.contentBlockDelta) throw cause;
    }),
  );
  const [first, second] = [watch(generation), watch(generation)];
  await setImmediate();
  expect(first.seen.ends).toMatchObject([{ code: 'unknown' }]);
  expect((first.seen.ends[0] as GenerationError).cause).toBe(cause);
  expect(second.seen.ends).toHaveLength(1);
  expect(watch(generation).seen.ends).toHaveLength(1);
});

it('what it changes, adds and leaves out is what everybody sees', async () => {
  const { generation } = withUpstream((source) =>
    source.pipe(
      map((event) => (event.contentBlockDelta ? textDelta('x') : event)),
      endWith(textDelta('the end', 1)),
    ),
  );
  watch(generation);
  await setImmediate();
  expect(watch(generation.pipe(accumulateText())).seen.values.at(-1)).toBe('xxxxxthe end');
});

it('is subscribed to when the request goes out, and let go of when the last one has left', async () => {
  const journal: string[] = [];
  const { client, generation } = withUpstream((source) =>
    source.pipe(
      verifyStream(),
      tap({ subscribe: () => journal.push('subscribe') }),
      finalize(() => journal.push('let go')),
    ),
  );
  watch(generation).subscription.unsubscribe();
  expect(journal).toStrictEqual([]);
  const { subscription } = watch(generation);
  await Promise.resolve();
  expect(journal).toStrictEqual(['subscribe']);
  subscription.unsubscribe();
  expect(journal).toStrictEqual(['subscribe', 'let go']);
  watch(generation);
  await setImmediate();
  expect(journal).toHaveLength(2);
  expect(client.requests).toHaveLength(1);
});
