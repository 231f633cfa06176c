import type { Message } from '@aws-sdk/client-bedrock-runtime';
import {
  type Conversation,
  type ConversationTurn,
  createConversation,
  GenerationError,
  toOutcome,
  userMessage,
  assistantMessage,
} from 'rx-bedrock';
import { scriptedClient } from 'rx-bedrock/testing';
import { firstValueFrom, map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../../complaints.js';
import { draw, inVirtualTime, signsOf, spell } from './diagram.js';
import { spoken } from './spoken.js';

inVirtualTime();

function scene() {
  const client = scriptedClient(spell);
  const conversation = createConversation(client, { modelId: 'any', retry: false });
  const asked = () => client.requests.map(({ input }) => spoken(input.messages));
  return { client, conversation, asked };
}

const turnsOf = ({ turns }: Conversation) => firstValueFrom(turns);
const messagesOf = ({ messages }: Conversation) => firstValueFrom(messages);
const saidIn = async (conversation: Conversation) => spoken(await messagesOf(conversation));

describe('fork', () => {
  it('makes a conversation that begins with the same history, and goes its own way', async () => {
    const { conversation, asked } = scene();
    let fork = conversation;
    const actions = {
      p: () => conversation.send('ab'),
      f: () => (fork = conversation.fork()),
      q: () => conversation.send('cd'),
      r: () => fork.send('gh'),
    };
    const { state } = await draw('p---fqr---', actions, { state: signsOf(conversation.state) });
    expect(state).toBe('(i~)abC-~cdC-');
    expect(asked()).toStrictEqual(['ab', 'ab>ab/cd', 'ab>ab/gh']);
    expect(await saidIn(conversation)).toBe('ab>ab/cd>cd');
    expect(await saidIn(fork)).toBe('ab>ab/gh>gh');
  });

  it('in the middle of a turn begins as if that had been stopped, and does not stop it', async () => {
    const { conversation } = scene();
    let fork = conversation;
    const actions = {
      p: () => conversation.send('ab'),
      q: () => conversation.send('cd'),
      f: () => (fork = conversation.fork()),
    };
    const shown = { state: signsOf(conversation.state) };
    expect(await draw('pqf----', actions, shown)).toStrictEqual({ state: '(i~)ab(C~)cdC' });
    const [first, second] = await turnsOf(fork);
    expect([first, second]).toStrictEqual([
      { user: userMessage('ab'), messages: [assistantMessage('ab')], status: 'stopped' },
      { user: userMessage('cd'), messages: [], status: 'stopped' },
    ]);
    // 'b' has come when the fork is made, and so it is there.
    expect(await saidIn(fork)).toBe('ab>ab/cd');
    expect(await firstValueFrom(fork.state)).toMatchObject({ status: 'idle', text: '', toolRuns: [] });
  });

  it('may begin before a turn, to say something else instead', async () => {
    const { conversation, asked } = scene();
    const actions = { p: () => conversation.send('ab'), q: () => conversation.send('cd') };
    await draw('p---q---', actions, {});
    const fork = conversation.fork({ at: 1 });
    expect(await saidIn(fork)).toBe('ab>ab');
    await draw('r---', { r: () => fork.send('gh') }, {});
    expect(asked().at(-1)).toBe('ab>ab/gh');
    expect(await saidIn(conversation.fork({ at: 0 }))).toBe('');
    expect(await saidIn(conversation.fork({ at: undefined }))).toBe('ab>ab/cd>cd');
  });

  it.each<[unknown, typeof TypeError | typeof RangeError, string]>([
    [{ at: 1 }, RangeError, 'options.at is 1, but it must be a number of turns from 0 to 0'],
    [{ at: -1 }, RangeError, 'options.at is -1'],
    [{ at: 0.5 }, RangeError, 'options.at is 0.5'],
    [{ at: '0' }, TypeError, 'options.at is "0"'],
    [null, TypeError, 'options is null'],
  ])('refuses %o at once', (options, type, beginning) => {
    const error = thrownBy(() => scene().conversation.fork(options as never));
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message.startsWith(beginning), (error as Error).message).toBe(true);
  });

  it('regenerates by itself', async () => {
    const { conversation, asked } = scene();
    await draw('p---', { p: () => conversation.send('ab') }, {});
    const fork = conversation.fork();
    await draw('r---', { r: () => fork.regenerate() }, {});
    expect(asked()).toStrictEqual(['ab', 'ab']);
    expect((await turnsOf(fork)).map(({ status }) => status)).toStrictEqual(['complete']);
  });
});

describe('restore', () => {
  it('of what was saved, as text or not, goes on as if nothing had been', async () => {
    const { conversation } = scene();
    await draw('p---f---', { p: () => conversation.send('ab'), f: () => conversation.send('eF') }, {});
    const saved = JSON.stringify(conversation);
    for (const json of [saved, JSON.parse(saved) as ReturnType<Conversation['toJSON']>]) {
      const { conversation: restored, asked } = scene();
      restored.restore(json);
      expect(await saidIn(restored)).toBe('ab>ab/eF>e');
      expect(JSON.stringify(restored)).toBe(saved);
      await draw('q---', { q: () => restored.send('cd') }, {});
      expect(asked()).toStrictEqual(['ab>ab/eF>e/cd']);
    }
  });

  it('brings back how each turn has ended', async () => {
    const { conversation } = scene();
    await draw('p---f---', { p: () => conversation.send('ab'), f: () => conversation.send('eF') }, {});
    const { conversation: restored } = scene();
    restored.restore(conversation.toJSON());
    const [before, after] = await Promise.all([turnsOf(conversation), turnsOf(restored)]);
    const withoutEvents = ({ events: _, error, ...turn }: ConversationTurn) => ({
      ...turn,
      error: error && { code: error.code, message: error.message, retryable: error.retryable },
    });
    expect(after.map(withoutEvents)).toStrictEqual(before.map(withoutEvents));
    expect(after[1]!.error).toBeInstanceOf(GenerationError);
    expect(after[0]).toMatchObject({
      status: 'complete',
      stopReason: 'end_turn',
      usage: { totalTokens: 46 },
    });
    expect(after[0]).not.toHaveProperty('events');
  });

  it('keeps bytes', async () => {
    const { conversation } = scene();
    const bytes = new Uint8Array([0, 1, 254, 255]);
    const image = { format: 'png' as const, source: { bytes } };
    void conversation.send([{ image }, { text: 'ab' }]);
    conversation.stop();
    const { conversation: restored } = scene();
    restored.restore(JSON.stringify(conversation));
    const [message] = await messagesOf(restored);
    expect(message).toStrictEqual({ role: 'user', content: [{ image }, { text: 'ab' }] });
  });

  it('stops what runs and what waits, and is idle', async () => {
    const { conversation, client } = scene();
    const saved = conversation.toJSON();
    const [first, second] = [conversation.send('ab'), conversation.send('cd')];
    const shown = {
      state: signsOf(conversation.state),
      turns: conversation.turns.pipe(map((turns) => String(turns.length))),
    };
    expect(await draw('-r--', { r: () => conversation.restore(saved) }, shown)).toStrictEqual({
      state: '~(ai)--',
      turns: '20--',
    });
    expect((await toOutcome(first)).status).toBe('stopped');
    expect((await toOutcome(second)).message.content).toStrictEqual([]);
    expect(client.requests.map(({ isAborted }) => isAborted)).toStrictEqual([true]);
    expect(await messagesOf(conversation)).toStrictEqual([]);
  });

  const turn = { user: userMessage('one'), messages: [], status: 'complete' };
  it.each<[string, unknown, typeof TypeError | typeof RangeError, string]>([
    ['no JSON', '{"version":', TypeError, 'The saved conversation is "{\\"version\\":", but it must be what'],
    ['nothing', undefined, TypeError, 'The saved conversation is undefined'],
    ['something else', '[]', TypeError, 'The saved conversation is "[]"'],
    ['without a version', { turns: [] }, TypeError, 'The saved conversation is an object (Object)'],
    [
      'of a later version',
      { version: 2, turns: [] },
      RangeError,
      'The version of the saved conversation is 2',
    ],
    ['without turns', { version: 1 }, TypeError, 'The saved conversation is an object (Object)'],
    ['with a turn that is none', { version: 1, turns: [turn, null] }, TypeError, 'json.turns[1] is null'],
    [
      'with a turn without end',
      { version: 1, turns: [{ ...turn, status: 'running' }] },
      TypeError,
      'json.turns[0].status is "running"',
    ],
    [
      'with a message of nobody',
      { version: 1, turns: [{ ...turn, messages: [{ content: [] } as unknown as Message] }] },
      TypeError,
      'json.turns[0].messages[0].role is undefined',
    ],
    [
      'with text that is none',
      { version: 1, turns: [{ ...turn, user: { role: 'user', content: [{ text: 5 }] } }] },
      TypeError,
      'json.turns[0].user.content[0].text is 5, but it must be text.',
    ],
    [
      'with an error that is none',
      { version: 1, turns: [{ ...turn, error: 'x' }] },
      TypeError,
      'json.turns[0].error is "x"',
    ],
    [
      'with a question of the model',
      { version: 1, turns: [{ ...turn, user: assistantMessage('one') }] },
      TypeError,
      'json.turns[0].user.role is "assistant"',
    ],
    [
      'without the messages of a turn',
      { version: 1, turns: [{ ...turn, messages: 'none' }] },
      TypeError,
      'json.turns[0].messages is "none"',
    ],
    [
      'with bytes that are none',
      { version: 1, turns: [{ ...turn, user: { role: 'user', content: [{ $bytes: 1 }] } }] },
      TypeError,
      '$bytes is 1',
    ],
  ])('refuses what is %s, and changes nothing', async (_, json, type, beginning) => {
    const { conversation } = scene();
    void conversation.send('ab');
    const before = JSON.stringify(conversation);
    const error = thrownBy(() => conversation.restore(json as string));
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message.startsWith(beginning), (error as Error).message).toBe(true);
    expect(JSON.stringify(conversation)).toBe(before);
    expect((await firstValueFrom(conversation.state)).status).toBe('connecting');
  });
});

describe('the option messages', () => {
  it('is the history to begin with, turn by turn', async () => {
    const client = scriptedClient(spell);
    const messages = [userMessage('one'), assistantMessage('1'), userMessage('two')];
    const conversation = createConversation(client, { modelId: 'any', messages });
    expect(await turnsOf(conversation)).toStrictEqual([
      { user: userMessage('one'), messages: [assistantMessage('1')], status: 'complete' },
      { user: userMessage('two'), messages: [], status: 'complete' },
    ]);
    await draw('r---q---', { r: () => conversation.regenerate(), q: () => conversation.send('cd') }, {});
    expect(client.requests.map(({ input }) => spoken(input.messages))).toStrictEqual([
      'one>1/two',
      'one>1/two>two/cd',
    ]);
  });
});
