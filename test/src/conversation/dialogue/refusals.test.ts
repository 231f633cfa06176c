import { type ConversationOptions, createConversation, defineTool, toOutcome, userMessage } from 'rx-bedrock';
import { scriptedClient, textMessage } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { expectComplaint } from '../../../complaints.js';

const modelId = 'any';
const circle: Record<string, unknown> = { list: [] };
(circle['list'] as unknown[]).push(circle);

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
      { modelId, messages: [userMessage('Hi'), { role: 'system', content: [] }] },
      'options.messages[1].role is "system"',
      "'user' or 'assistant'",
      'Leave it out',
    ],
    [
      { modelId, messages: [{ role: 'user', content: 'Hi' }] },
      'options.messages[0].content is "Hi"',
      'an array of blocks',
      '',
    ],
    [{ modelId, messages: [null] }, 'options.messages[0] is null', 'a message', ''],
    [
      { modelId, messages: [{ role: 'user', content: [{ text: 'Hi' }, { text: 5 }] }] },
      'options.messages[0].content[1].text is 5',
      'text',
      '',
    ],
    [
      { modelId, messages: [{ role: 'user', content: [{ hologram: circle }] }] },
      'options.messages[0].content[0].hologram.list[0] is a circle',
      'plain data',
      'Leave it out',
    ],
    [{ modelId, grace: 5_000 }, 'options.grace is 5000', 'left out', 'a turn runs to its end'],
    [{ modelId, stop: [] }, 'options.stop is an empty array', 'left out', 'Call stop()'],
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
    ['Hi', { trimHistory: () => [] }, 'options.trimHistory is a function'],
    ['Hi', { policy: 'switch' }, 'options.policy is "switch"'],
    ['Hi', { messages: [] }, 'options.messages is an empty array'],
    ['Hi', { grace: 1 }, 'options.grace is 1'],
    [[{}], {}, 'What content[0] has is ""'],
    [[{ text: 'Hi' }, null], {}, 'content[1] is null'],
    [[{ text: 'Hi' }, 'there'], {}, 'content[1] is "there"'],
    [[{ text: 'Hi', image: {} }], {}, 'What content[0] has is "text, image"'],
    [[{ text: 7 }], {}, 'content[0].text is 7'],
    [[{ image: 'cat.png' }], {}, 'content[0].image is "cat.png"'],
    [[{ toolResult: { content: [] } }], {}, 'content[0].toolResult.toolUseId is undefined'],
    [[{ toolResult: { toolUseId: 't', content: 'noon' } }], {}, 'content[0].toolResult.content is "noon"'],
    [
      [{ toolResult: { toolUseId: 't', content: [{ text: 'a' }, {}] } }],
      {},
      'What content[0].toolResult.content[1] has is ""',
    ],
    [
      [{ toolResult: { toolUseId: 't', content: [{ json: circle }] } }],
      {},
      'content[0].toolResult.content[0].json.list[0] is a circle',
    ],
    [[{ hologram: circle }], {}, 'content[0].hologram.list[0] is a circle'],
  ])('refuses %o with options %o at once, and nothing has happened', (content, options, value) => {
    const talk = conversation();
    const complaint = { type: TypeError, value, rule: '', fix: '' };
    expectComplaint(() => talk.send(content as string, options as never), complaint);
    expect(talk.toJSON().turns).toStrictEqual([]);
  });

  it('takes a block of a kind that is not known yet, and members that are undefined', () => {
    const talk = conversation();
    const blocks = [{ hologram: { depth: 3 } } as never, { text: 'Hi', image: undefined } as never];
    void talk.send(blocks, { requestMetadata: undefined });
    talk.close();
    expect(talk.toJSON().turns).toMatchObject([
      { user: { content: [{ hologram: { depth: 3 } }, { text: 'Hi' }] } },
    ]);
  });

  it('sends what only a newer SDK knows of a request', async () => {
    const client = scriptedClient(textMessage('Hello'));
    const talk = createConversation(client, { modelId, hologramConfig: { depth: 3 } } as ConversationOptions);
    await toOutcome(talk.send('Hi'));
    expect(client.requests[0]!.input).toMatchObject({ hologramConfig: { depth: 3 } });
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
