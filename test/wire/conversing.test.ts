import { createConversation, defineTool, toOutcome } from 'rx-bedrock';
import {
  blockStop,
  messageStart,
  messageStop,
  metadata,
  stall,
  textDelta,
  textMessage,
  toolUseDelta,
  toolUseStart,
} from 'rx-bedrock/testing';
import { filter, firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { closesPromptly } from './promptly.js';
import { protocols, serve } from './serve.js';

const call = [toolUseStart('clock', 'tooluse_1', 1), toolUseDelta('{}', 1), blockStop(1)];

describe.each(protocols)('a conversation, over %s', (protocol) => {
  it('that is stopped closes the HTTP stream, and what was said before and after is asked next', async () => {
    const { client, asked, bedrock } = await serve(protocol, ({ index }) =>
      index === 0 ? [messageStart(), textDelta('so far'), stall()] : textMessage('And more.'),
    );
    const conversation = createConversation(client, { modelId: 'a-model' });
    void conversation.send('Hello');
    await firstValueFrom(conversation.state.pipe(filter(({ text }) => text === 'so far')));
    await closesPromptly(await asked(), () => conversation.stop());

    expect(await toOutcome(conversation.send('Go on.'))).toMatchObject({ status: 'complete' });
    expect(bedrock.requests[1]!.input.messages).toStrictEqual([
      { role: 'user', content: [{ text: 'Hello' }] },
      { role: 'assistant', content: [{ text: 'so far' }] },
      { role: 'user', content: [{ text: 'Go on.' }] },
    ]);
  });

  it.each(['stop', 'close'] as const)(
    '%s in the middle of a message aborts the tools that run',
    async (how) => {
      const { client, asked } = await serve(protocol, [messageStart(), textDelta('Well'), ...call, stall()]);
      let signal: AbortSignal | undefined;
      const clock = defineTool({
        name: 'clock',
        inputSchema: { type: 'object' },
        run: (_, context) => new Promise(() => (signal = context.signal)),
      });
      const conversation = createConversation(client, { modelId: 'a-model', tools: [clock] });
      void conversation.send('Hello');
      await firstValueFrom(
        conversation.state.pipe(filter(({ toolRuns }) => toolRuns[0]?.status === 'running')),
      );
      await closesPromptly(await asked(), () => {
        conversation[how]();
        expect(signal?.aborted).toBe(true);
      });
      expect(await firstValueFrom(conversation.turns)).toMatchObject([{ status: 'stopped' }]);
    },
  );

  it('with tools sends what Bedrock wants, in whole', async () => {
    const { client, bedrock } = await serve(protocol, ({ index }) =>
      index === 0
        ? [
            messageStart(),
            textDelta('Let me look.'),
            blockStop(0),
            ...call,
            messageStop('tool_use'),
            metadata(),
          ]
        : textMessage('It is noon.'),
    );
    const clock = defineTool({
      name: 'clock',
      description: 'The time.',
      inputSchema: { type: 'object', properties: {} },
      run: () => ({ time: 'noon' }),
    });
    const conversation = createConversation(client, {
      modelId: 'a-model',
      system: [{ text: 'Be brief.' }],
      inferenceConfig: { maxTokens: 100 },
      tools: [clock],
    });
    expect(await toOutcome(conversation.send('What time is it?'))).toMatchObject({
      status: 'complete',
      message: { content: [{ text: 'It is noon.' }] },
    });
    const common = {
      modelId: 'a-model',
      system: [{ text: 'Be brief.' }],
      inferenceConfig: { maxTokens: 100 },
      toolConfig: {
        tools: [
          {
            toolSpec: {
              name: 'clock',
              description: 'The time.',
              inputSchema: { json: { type: 'object', properties: {} } },
            },
          },
        ],
      },
    };
    const question = { role: 'user', content: [{ text: 'What time is it?' }] };
    const toolUse = { toolUseId: 'tooluse_1', name: 'clock', input: {} };
    expect(bedrock.requests.map(({ input }) => input)).toStrictEqual([
      { ...common, messages: [question] },
      {
        ...common,
        messages: [
          question,
          { role: 'assistant', content: [{ text: 'Let me look.' }, { toolUse }] },
          {
            role: 'user',
            content: [{ toolResult: { toolUseId: 'tooluse_1', content: [{ json: { time: 'noon' } }] } }],
          },
        ],
      },
    ]);
  });
});
