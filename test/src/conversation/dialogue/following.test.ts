import { type ConversationState, createConversation, toOutcome, userMessage } from 'rx-bedrock';
import { accumulateText, multicastReplay } from 'rx-bedrock/operators';
import { type Script, scriptedClient, stall, messageStart, textDelta, textMessage } from 'rx-bedrock/testing';
import { setImmediate } from 'node:timers/promises';
import { config, defer, lastValueFrom, take, toArray } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { watch } from '../../../../src/testing/probe.js';
import { inOneTurn } from '../../../inOneTurn.js';

inOneTurn();

const begin = (script: Script = textMessage('Hello, world')) => {
  const client = scriptedClient(script);
  return { client, conversation: createConversation(client, { modelId: 'any', retry: false }) };
};

describe('state, turns and messages', () => {
  it('are told at once, on subscribing', () => {
    const { conversation } = begin();
    expect(watch(conversation.state).seen).toStrictEqual({
      values: [{ status: 'idle', text: '', message: { role: 'assistant', content: [] }, toolRuns: [] }],
      ends: [],
    });
    expect(watch(conversation.turns).seen).toStrictEqual({ values: [[]], ends: [] });
    expect(watch(conversation.messages).seen).toStrictEqual({ values: [[]], ends: [] });
  });

  it('are told whenever somebody comes, of how it stands', async () => {
    const { conversation } = begin();
    await toOutcome(conversation.send('Hi'));
    expect(watch(conversation.state).seen.values).toMatchObject([
      { status: 'complete', text: 'Hello, world', usage: { outputTokens: 2 }, stopReason: 'end_turn' },
    ]);
    expect(watch(conversation.messages).seen.values).toStrictEqual([
      [userMessage('Hi'), { role: 'assistant', content: [{ text: 'Hello, world' }] }],
    ]);
    expect(watch(conversation.turns).seen.values).toMatchObject([
      [{ status: 'complete', usage: { outputTokens: 2 }, stopReason: 'end_turn' }],
    ]);
  });

  it('do not err when a turn does', async () => {
    const { conversation } = begin([messageStart(), textDelta('Hel')]);
    const watched = [conversation.state, conversation.turns, conversation.messages].map((each) =>
      watch(each),
    );
    await toOutcome(conversation.send('Hi'));
    for (const { seen } of watched) expect(seen.ends).toStrictEqual([]);
    expect(watched[0]!.seen.values.at(-1)).toMatchObject({
      status: 'truncated',
      text: 'Hel',
      error: { code: 'truncated' },
    });
  });

  it('say the same at any time: the history is there before the state says that the turn is over', async () => {
    const { conversation } = begin();
    const told: string[] = [];
    conversation.turns.subscribe((turns) => told.push(`turns ${turns.at(-1)?.status}`));
    conversation.messages.subscribe(({ length }) => told.push(`messages ${length}`));
    conversation.state.subscribe(({ status }) => {
      if (told.at(-1) !== status) told.push(status);
    });
    await toOutcome(conversation.send('Hi'));
    expect(told).toStrictEqual([
      ...['turns undefined', 'messages 0', 'idle'],
      ...['turns running', 'messages 1', 'connecting', 'streaming'],
      ...['turns complete', 'messages 2', 'complete'],
    ]);
  });

  it('reach everybody in the same order, whatever one of them does about it', async () => {
    const { conversation } = begin();
    conversation.state.subscribe(({ status }) => {
      if (status === 'connecting') conversation.stop();
    });
    const second = watch(conversation.state);
    void conversation.send('Hi');
    await setImmediate();
    const statuses = (second.seen.values as ConversationState[]).map(({ status }) => status);
    expect(statuses).toStrictEqual(['idle', 'connecting', 'stopped']);
  });

  it('say what a reaction changes after what it reacted to', async () => {
    const { conversation } = begin();
    let again: Promise<unknown> | undefined;
    conversation.turns.subscribe((turns) => {
      if (turns.at(-1)?.status === 'complete') again ??= toOutcome(conversation.send('Again.'));
    });
    const statuses: string[] = [];
    conversation.state.subscribe(({ status }) => {
      if (statuses.at(-1) !== status) statuses.push(status);
    });
    await toOutcome(conversation.send('Hi'));
    await again;
    const turn = ['connecting', 'streaming', 'complete'];
    expect(statuses).toStrictEqual(['idle', ...turn, ...turn]);
  });

  it('can be left in the middle of being told', () => {
    const { conversation } = begin();
    const { seen } = watch(conversation.state.pipe(take(1)));
    expect(seen.ends).toStrictEqual(['complete']);
    void conversation.send('Hi');
    conversation.stop();
    expect(seen.values).toHaveLength(1);
  });

  describe('with a subscriber that throws', () => {
    const { onUnhandledError } = config;
    afterEach(() => {
      config.onUnhandledError = onUnhandledError;
    });

    it('go on for the others, and so does the turn', async () => {
      const reported = vi.fn();
      config.onUnhandledError = reported;
      const { conversation } = begin();
      conversation.state.subscribe(() => {
        throw new Error('of a screen');
      });
      const { seen } = watch(conversation.state);
      await toOutcome(conversation.send('Hi'));
      expect(seen.values.at(-1)).toMatchObject({ status: 'complete' });
      await vi.waitFor(() => expect(reported).toHaveBeenCalledTimes(seen.values.length));
      expect(reported).toHaveBeenCalledWith(new Error('of a screen'));
    });
  });
});

describe('the generation that send returns', () => {
  it('is hot: who comes late, and whoever leaves, changes nothing', async () => {
    const { client, conversation } = begin();
    const generation = conversation.send('Hi');
    generation.subscribe().unsubscribe();
    await setImmediate();
    generation.pipe(take(2)).subscribe();
    expect(await lastValueFrom(generation.pipe(accumulateText()))).toBe('Hello, world');
    expect(await lastValueFrom(generation.pipe(accumulateText(), toArray()))).toHaveLength(1);
    expect(client.requests).toHaveLength(1);
  });

  it('is that of the turn, too', async () => {
    const { conversation } = begin();
    const generation = conversation.send('Hi');
    expect(watch(conversation.turns).seen.values).toMatchObject([[{ events: generation }]]);
    await toOutcome(generation);
  });

  it('has begun when it is sent: who shares it again, and is left at once, does not send it twice', async () => {
    const { client, conversation } = begin();
    const shared = defer(() => conversation.send('Hi')).pipe(multicastReplay({ grace: Infinity }));
    shared.subscribe().unsubscribe();
    expect(await lastValueFrom(shared.pipe(accumulateText()))).toBe('Hello, world');
    expect(client.requests).toHaveLength(1);
  });

  it('stays open while the model is silent, though nobody is there', async () => {
    const { client, conversation } = begin([messageStart(), textDelta('Hel'), stall()]);
    conversation.send('Hi').subscribe().unsubscribe();
    await setImmediate();
    expect(client.requests).toMatchObject([{ isAborted: false }]);
    conversation.stop();
    expect(client.requests).toMatchObject([{ isAborted: true }]);
  });
});

describe('what a turn is asked with', () => {
  it('are the options of the conversation, and on top of them those of the turn', async () => {
    const { client } = begin();
    const conversation = createConversation(client, {
      modelId: 'one',
      system: [{ text: 'Be brief.' }],
      inferenceConfig: { temperature: 0 },
      policy: 'concat',
      trimHistory: (messages) => messages.slice(-1),
      retry: false,
      idleTimeout: 1_000,
    });
    await toOutcome(conversation.send('Hi'));
    await toOutcome(
      conversation.send('Hi again', { modelId: 'another', inferenceConfig: { temperature: 1 } }),
    );
    await toOutcome(conversation.regenerate({ system: [] }));
    const messages = [userMessage('Hi again')];
    expect(client.requests.map(({ input }) => input)).toStrictEqual([
      {
        modelId: 'one',
        system: [{ text: 'Be brief.' }],
        inferenceConfig: { temperature: 0 },
        messages: [userMessage('Hi')],
      },
      { modelId: 'another', system: [{ text: 'Be brief.' }], inferenceConfig: { temperature: 1 }, messages },
      { modelId: 'another', system: [], inferenceConfig: { temperature: 1 }, messages },
    ]);
    // What was not sent is not forgotten.
    expect(watch(conversation.messages).seen.values).toMatchObject([{ length: 4 }]);
  });

  it.each<[string, () => never[], unknown]>([
    [
      'throws',
      () => {
        throw new RangeError('no room');
      },
      { code: 'unknown', cause: new RangeError('no room') },
    ],
    ['leaves nothing', () => [], { code: 'rejected' }],
    [
      'returns nothing',
      () => undefined as never,
      { code: 'unknown', message: /^unknown: What options.trimHistory/ },
    ],
  ])('fails the turn where trimHistory %s, and the next one is not lost', async (_, trimHistory, error) => {
    const { client } = begin();
    let trims: (messages: readonly unknown[]) => unknown = trimHistory;
    const conversation = createConversation(client, {
      modelId: 'any',
      trimHistory: (messages) => trims(messages) as never,
    });
    const outcome = await toOutcome(conversation.send('Hi'));
    expect(outcome.status).toBe('failed');
    expect(outcome.error).toMatchObject(
      'message' in (error as object) ? { code: 'unknown' } : (error as object),
    );
    trims = (messages) => messages;
    await toOutcome(conversation.send('again'));
    expect(client.requests.map(({ input }) => input.messages)).toStrictEqual([
      [{ role: 'user', content: [{ text: 'Hi' }, { text: 'again' }] }],
    ]);
  });

  it('a signal aborts the turn that runs, and all that come later', async () => {
    const { client } = begin([messageStart(), textDelta('Hel'), stall()]);
    const controller = new AbortController();
    const conversation = createConversation(client, { modelId: 'any', signal: controller.signal });
    const running = toOutcome(conversation.send('Hi'));
    await setImmediate();
    controller.abort('enough');
    expect(await running).toMatchObject({ status: 'aborted', error: { cause: 'enough' } });
    expect(await toOutcome(conversation.send('Hi again'))).toMatchObject({ status: 'aborted' });
    expect(client.requests).toHaveLength(1);
  });
});
