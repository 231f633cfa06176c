import type { ContentBlock, Message } from '@aws-sdk/client-bedrock-runtime';
import { assistantMessage, userMessage } from 'rx-bedrock';
import { describe, expect, it } from 'vitest';
import { acceptable } from '../../../../src/conversation/history/acceptable.js';

const call = (toolUseId: string, more = {}): ContentBlock => ({
  toolUse: { toolUseId, name: 'clock', input: {}, ...more },
});
const result = (toolUseId: string, text = 'noon'): ContentBlock => ({
  toolResult: { toolUseId, content: [{ text }] },
});
const notRun = (toolUseId: string): ContentBlock => ({
  toolResult: {
    toolUseId,
    content: [{ text: 'The tool was not run: the turn had ended before.' }],
    status: 'error',
  },
});
const thought: ContentBlock = { reasoningContent: { reasoningText: { text: 'so', signature: 'signed' } } };
const user = (...content: ContentBlock[]): Message => ({ role: 'user', content });
const assistant = (...content: ContentBlock[]): Message => ({ role: 'assistant', content });

describe('an acceptable history', () => {
  it('is left as it is', () => {
    const history = [
      userMessage('What time is it?'),
      assistant(thought, { text: 'Let me look.' }, call('a'), call('b')),
      user(result('a'), result('b'), { text: 'Well?' }),
      assistantMessage('Noon.'),
    ];
    expect(acceptable(history)).toStrictEqual(history);
    expect(acceptable([])).toStrictEqual([]);
  });

  it.each<[string, Message[], Message[]]>([
    [
      'joins what the user has said twice',
      [userMessage('one'), userMessage('two')],
      [user({ text: 'one' }, { text: 'two' })],
    ],
    ['begins with the user', [assistantMessage('Hello'), userMessage('Hi')], [userMessage('Hi')]],
    [
      'has no blank text, and no message without content',
      [user({ text: ' \n' }, { text: 'one' }), assistant({ text: '' }), userMessage('two')],
      [user({ text: 'one' }, { text: 'two' })],
    ],
    [
      'has no blank text in a result',
      [userMessage('one'), assistant(call('a')), user(result('a', ' '))],
      [userMessage('one'), assistant(call('a')), user({ toolResult: { toolUseId: 'a', content: [] } })],
    ],
    [
      'answers the calls that nobody has answered, in their order and first of all',
      [userMessage('one'), assistant(call('a'), call('b'), call('c')), user({ text: 'two' }, result('b'))],
      [
        userMessage('one'),
        assistant(call('a'), call('b'), call('c')),
        user(notRun('a'), result('b'), notRun('c'), { text: 'two' }),
      ],
    ],
    [
      'gives calls ids and names that Bedrock takes',
      [
        userMessage('one'),
        assistant(call('functions.x:0'), call('', { name: 'no pe!' })),
        user(result('functions.x:0')),
      ],
      [
        user({ text: 'one' }),
        assistant(call('functions_x_0'), call('call', { name: 'no_pe_' })),
        user(result('functions_x_0'), notRun('call')),
      ],
    ],
    [
      'leaves the calls of the last message open',
      [userMessage('one'), assistant(call('a'))],
      [userMessage('one'), assistant(call('a'))],
    ],
    [
      'takes results that are spread over two messages, and each of them once',
      [
        userMessage('one'),
        assistant(call('a'), call('b')),
        user(result('a'), result('a')),
        user(result('b')),
      ],
      [userMessage('one'), assistant(call('a'), call('b')), user(result('a'), result('b'))],
    ],
    [
      'has no result without a call, and joins what it stood between',
      [userMessage('one'), assistantMessage('a'), user(result('a')), assistantMessage('b')],
      [userMessage('one'), assistant({ text: 'a' }, { text: 'b' })],
    ],
    [
      'gives a call whose id was used before another one, and its result with it',
      [
        userMessage('one'),
        assistant(call('a'), call('a')),
        user(result('a', '1'), result('a', '2')),
        assistant(call('a')),
      ],
      [
        userMessage('one'),
        assistant(call('a'), call('a_2')),
        user(result('a', '1'), result('a_2', '2')),
        assistant(call('a_3')),
      ],
    ],
    [
      'keeps ids as short as Bedrock wants them',
      [userMessage('one'), assistant(call('x'.repeat(64)), call('x'.repeat(64)))],
      [userMessage('one'), assistant(call('x'.repeat(64)), call(`${'x'.repeat(62)}_2`))],
    ],
    [
      'has objects for inputs',
      [userMessage('one'), assistant(call('a', { input: 'text' }), call('b', { input: [1] }))],
      [userMessage('one'), assistant(call('a'), call('b'))],
    ],
    [
      "leaves Bedrock's own tools to Bedrock, but for a call that it has not answered",
      [
        userMessage('one'),
        assistant(
          call('a', { type: 'server_tool_use' }),
          result('a'),
          call('b', { type: 'server_tool_use' }),
          { text: 'Found.' },
        ),
      ],
      [
        userMessage('one'),
        assistant(call('a', { type: 'server_tool_use' }), result('a'), { text: 'Found.' }),
      ],
    ],
    [
      'does not end a message with a thought, and has none of thoughts alone',
      [
        userMessage('one'),
        assistant(thought, { text: 'a' }, thought),
        userMessage('two'),
        assistant(thought),
      ],
      [userMessage('one'), assistant(thought, { text: 'a' }), userMessage('two')],
    ],
  ])('%s', (_, history, expected) => {
    const before = structuredClone(history);
    expect(acceptable(history)).toStrictEqual(expected);
    expect(history).toStrictEqual(before);
    expect(acceptable(expected)).toStrictEqual(expected);
  });
});
