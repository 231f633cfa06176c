import { createConversation, defineTool } from 'rx-bedrock';
import { scriptedClient } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { expectComplaint } from '../../../complaints.js';

const modelId = 'any';

describe('createConversation', () => {
  it.each<[unknown, string, string, string]>([
    [undefined, 'options is undefined', 'an object', 'Pass { modelId }'],
    [{}, 'input.modelId is undefined', 'a model ID', 'Name the model'],
    [
      { modelId, policy: 'merge' },
      'options.policy is "merge"',
      "'concat', 'switch'",
      "Leave it out for 'concat'.",
    ],
    [{ modelId, trimHistory: 10 }, 'options.trimHistory is 10', 'a function', 'keepWithinTokens'],
    [{ modelId, messages: 'Hi' }, 'options.messages is "Hi"', 'an array of messages', 'Leave it out'],
    [
      { modelId, messages: [{ role: 'system', content: [] }] },
      'options.messages is an array',
      'an array of',
      '',
    ],
    [
      { modelId, messages: [{ role: 'user', content: 'Hi' }] },
      'options.messages is an array',
      'an array of',
      '',
    ],
    [{ modelId, retry: 3 }, 'options.retry is 3', 'false or { attempts }', ''],
    [{ modelId, upstream: [] }, 'options.upstream is an empty array', 'an operator', 'pipe(a(), b())'],
    [{ modelId, signal: {} }, 'options.signal is an object', 'an AbortSignal', 'controller.signal'],
    [{ modelId, tools: {} }, 'options.tools is an object', 'an array of tools', 'defineTool'],
  ])('refuses %o at once', (options, value, rule, fix) => {
    const client = scriptedClient();
    expectComplaint(() => createConversation(client, options as never), {
      type: TypeError,
      value,
      rule,
      fix,
    });
  });

  it('refuses a client that is none', () => {
    const complaint = {
      type: TypeError,
      value: 'client is undefined',
      rule: 'a client with a send() method',
      fix: '',
    };
    expectComplaint(() => createConversation(undefined as never, { modelId }), complaint);
  });

  it('does not apply what is applied for each turn', () => {
    let applications = 0;
    createConversation(scriptedClient(), { modelId, upstream: (events) => (applications++, events) });
    expect(applications).toBe(0);
  });
});

describe('send', () => {
  const conversation = () =>
    createConversation(scriptedClient(), {
      modelId,
      tools: [defineTool({ name: 'clock', inputSchema: { type: 'object' }, run: () => 'noon' })],
    });

  it.each<[unknown, unknown, string]>([
    ['', {}, 'The content of userMessage() is ""'],
    [' \n', {}, 'The content of userMessage() is " \\n"'],
    [[], {}, 'The content of userMessage() is an empty array'],
    [[{ text: ' ' }], {}, 'The content of send() is an array'],
    [undefined, {}, 'The content of userMessage() is undefined'],
    ['Hi', null, 'options is null'],
    ['Hi', { modelId: '' }, 'input.modelId is ""'],
    ['Hi', { idleTimeout: '1 s' }, 'options.idleTimeout is "1 s"'],
    ['Hi', { tools: 1 }, 'options.tools is 1'],
  ])('refuses %o with options %o at once, and nothing has happened', (content, options, value) => {
    const talk = conversation();
    const complaint = { type: TypeError, value, rule: '', fix: '' };
    expectComplaint(() => talk.send(content as string, options as never), complaint);
    expect(talk.toJSON().turns).toStrictEqual([]);
  });

  it('keeps what was said, whatever becomes of the list of blocks', () => {
    const talk = conversation();
    const blocks = [{ text: 'Hi' }];
    void talk.send(blocks);
    blocks.push({ text: 'and more' });
    talk.close();
    expect(talk.toJSON().turns).toMatchObject([{ user: { role: 'user', content: [{ text: 'Hi' }] } }]);
  });
});
