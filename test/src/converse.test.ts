import {
  BehaviorSubject,
  defer,
  delay,
  filter,
  firstValueFrom,
  lastValueFrom,
  map,
  type MonoTypeOperatorFunction,
  type Observable,
  retry,
  share,
  shareReplay,
  Subject,
  switchMap,
} from 'rxjs';
import { type ConverseEvent, converse, toOutcome, userMessage } from 'rx-bedrock';
import { accumulateText, settleOutcome, trackState } from 'rx-bedrock/operators';
import {
  exception,
  messageStart,
  type ScriptedClient,
  scriptedClient,
  stall,
  textDelta,
  textMessage,
  vocabulary,
} from 'rx-bedrock/testing';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { watch } from '../../src/testing/probe.js';
import { clientOf, drawnInTurns } from '../drawnInTurns.js';
import { inOneTurn } from '../inOneTurn.js';

inOneTurn();

const inputFor = (prompt: string) => ({ modelId: 'any', messages: [userMessage(prompt)] });

/** Answers each prompt with itself and then stays silent, so that only leaving can end it. */
function echo(): ScriptedClient {
  return scriptedClient(({ input }) => {
    const prompt = input.messages?.[0]?.content?.[0]?.text ?? '';
    return [messageStart(), textDelta(`re: ${prompt}`), stall()];
  });
}

describe('converse', () => {
  it(
    'does what its diagram draws',
    drawnInTurns('src/converse.ts', ({ cold, shows }) => {
      const generation = converse(clientOf(cold('request', vocabulary)), inputFor('Hello'));
      shows('subscriber 1', generation, vocabulary);
      shows('subscriber 2', generation, { ...vocabulary, B: textDelta('ab') });
    }),
  );
});

describe('the recipe: prompts → one shared generation for each, and panes that show the current one', () => {
  /** As the README has it. */
  function generationsOf(client: ScriptedClient, prompts: Observable<string>) {
    return prompts.pipe(
      map((prompt) => converse(client, inputFor(prompt))),
      shareReplay({ bufferSize: 1, refCount: true }),
    );
  }

  const pane = (generations: Observable<Observable<ConverseEvent>>) =>
    watch(generations.pipe(switchMap((generation) => generation.pipe(accumulateText())))).seen.values;

  it('makes as many requests as there are prompts, however many panes look on', async () => {
    const client = echo();
    const prompts = new Subject<string>();
    const generations = generationsOf(client, prompts);
    const panes = [pane(generations), pane(generations), pane(generations)];
    for (const prompt of ['one', 'two', 'three']) {
      prompts.next(prompt);
      await setImmediate();
    }
    expect(client.requests).toHaveLength(3);
    for (const seen of panes) expect(seen).toStrictEqual(['re: one', 're: two', 're: three']);
  });

  it('closes the previous generation in the same task as the next prompt', async () => {
    const client = echo();
    const prompts = new Subject<string>();
    const generations = generationsOf(client, prompts);
    pane(generations);
    pane(generations);
    prompts.next('one');
    await setImmediate();
    prompts.next('two');
    expect(client.requests.map(({ isAborted }) => isAborted)).toStrictEqual([true]);
    await setImmediate();
    expect(client.requests.map(({ isAborted }) => isAborted)).toStrictEqual([true, false]);
  });

  it('a pane that opens late catches up with the current one, and asks for nothing', async () => {
    const client = echo();
    const prompts = new Subject<string>();
    const generations = generationsOf(client, prompts);
    pane(generations);
    prompts.next('one');
    prompts.next('two');
    await setImmediate();
    expect(pane(generations)).toStrictEqual(['re: two']);
    await setImmediate();
    // The first was left before its request went out.
    expect(client.requests.map(({ input }) => input.messages?.[0]?.content?.[0]?.text)).toStrictEqual([
      'two',
    ]);
  });

  it('panes that all leave close the current one', async () => {
    const client = echo();
    const generations = generationsOf(client, new BehaviorSubject('one'));
    const subscriptions = [1, 2].map(() => watch(generations.pipe(switchMap((each) => each))).subscription);
    await setImmediate();
    subscriptions.forEach((subscription) => subscription.unsubscribe());
    expect(client.requests.map(({ isAborted }) => isAborted)).toStrictEqual([true]);
  });

  it('a prompt that comes from inside a pane switches them all, once', async () => {
    const client = echo();
    const prompts = new Subject<string>();
    const generations = prompts.pipe(
      map((prompt) => converse(client, inputFor(prompt))),
      share(),
    );
    const texts = [0, 1].map(() => watch(generations.pipe(switchMap((each) => each.pipe(accumulateText())))));
    const asking = watch(generations.pipe(switchMap((each) => each)), () => {
      if (client.requests.length === 1) prompts.next('two');
    });
    prompts.next('one');
    await setImmediate();
    expect(client.requests.map(({ isAborted }) => isAborted)).toStrictEqual([true, false]);
    for (const { seen } of texts) expect(seen.values.at(-1)).toBe('re: two');
    asking.subscription.unsubscribe();
  });
});

it('a Stop button leaves every pane with what had arrived', async () => {
  const client = echo();
  const stop = new Subject<void>();
  const generation = converse(client, inputFor('one'), { stop });
  const panes = [1, 2].map(() => watch(generation.pipe(trackState())));
  await setImmediate();
  stop.next();
  for (const { seen } of panes) {
    expect(seen.values.at(-1)).toMatchObject({ status: 'stopped', text: 're: one' });
    expect(seen.ends).toStrictEqual(['complete']);
  }
  expect(client.requests[0]?.isAborted).toBe(true);
});

it('asks again by itself before content, unless it is told not to', async () => {
  const failsOnce = () =>
    scriptedClient(({ index }) =>
      index === 0 ? [exception('throttlingException')] : textMessage('at the second try'),
    );
  const retry = { initialDelay: 0 };
  const served = failsOnce();
  expect(await toOutcome(converse(served, inputFor('one'), { retry }))).toMatchObject({
    status: 'complete',
    response: { requestId: 'scripted-2', attempts: 2 },
  });
  expect(served.requests).toHaveLength(2);
  const refused = failsOnce();
  expect(await toOutcome(converse(refused, inputFor('one'), { retry: false }))).toMatchObject({
    status: 'failed',
    error: { code: 'throttled' },
  });
  expect(refused.requests).toHaveLength(1);
});

it('to ask for a new answer: defer() makes a new request each time, where retry() alone only replays', async () => {
  const cutOnce = () =>
    scriptedClient(({ index }) => textMessage('at the second try').slice(0, index === 0 ? 2 : 9));
  const once = cutOnce();
  const replayed = converse(once, inputFor('one')).pipe(retry(2), settleOutcome());
  expect(await lastValueFrom(replayed)).toMatchObject({
    status: 'truncated',
    message: { content: [{ text: 'at' }] },
  });
  expect(once.requests).toHaveLength(1);
  const again = cutOnce();
  const asked = defer(() => converse(again, inputFor('one'))).pipe(retry(2), settleOutcome());
  expect(await lastValueFrom(asked)).toMatchObject({ status: 'complete' });
  expect(again.requests).toHaveLength(2);
});

it('sends nothing before somebody subscribes, and then exactly the input', async () => {
  const client = scriptedClient(textMessage('Hello'));
  const input = { ...inputFor('one'), inferenceConfig: { temperature: 0.5 } };
  const generation = converse(client, input);
  await setImmediate();
  expect(client.requests).toHaveLength(0);
  await firstValueFrom(generation);
  expect(client.requests.map((request) => request.input)).toStrictEqual([input]);
});

describe('the partial of a generation that was cut', () => {
  const cut = () => scriptedClient([messageStart(), textDelta('kept'), textDelta(' back')]);
  const partialOf = async (upstream?: MonoTypeOperatorFunction<ConverseEvent>) => {
    const { error } = await toOutcome(converse(cut(), inputFor('any'), { upstream }));
    return error?.partial.message.content;
  };

  it('is what the subscribers got', async () => {
    expect(await partialOf()).toEqual([{ text: 'kept back' }]);
  });

  it('has also what upstream holds back, or has not let go of yet', async () => {
    expect(await partialOf(filter(({ contentBlockDelta }) => !contentBlockDelta))).toEqual([
      { text: 'kept back' },
    ]);
    expect(await partialOf(delay(60_000))).toEqual([{ text: 'kept back' }]);
  });
});

it.each<[string, object, RegExp]>([
  [
    'content that is no list',
    { messages: [{ role: 'user', content: 'Hi' }] },
    /input\.messages\[0\]\.content is "Hi".*userMessage/,
  ],
  [
    'a message that is none',
    { messages: [userMessage('Hi'), null] },
    /input\.messages\[1\]\.content is undefined/,
  ],
  ['a system prompt that is no list', { system: 'Be nice.' }, /input\.system is "Be nice\.".*\[\{ text/],
])('refuses %s, which other models take', (_what, change, complaint) => {
  const input = { ...inputFor('one'), ...change };
  expect(() => converse(scriptedClient(), input)).toThrow(complaint);
  expect(() => converse(scriptedClient(), input)).toThrow(TypeError);
});
