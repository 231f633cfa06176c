import type { ContentBlock, Message } from '@aws-sdk/client-bedrock-runtime';
import { type Conversation, createConversation, defineTool, toOutcome, userMessage } from 'rx-bedrock';
import {
  blockStop,
  messageStart,
  messageStop,
  metadata,
  type ScriptedClient,
  scriptedClient,
  textMessage,
  toolUseDelta,
  toolUseStart,
} from 'rx-bedrock/testing';
import { firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';

const modelId = 'any';
const picture = () => new Uint8Array([1, 2, 3]);
const image = (bytes: Uint8Array): ContentBlock => ({ image: { format: 'png', source: { bytes } } });

/** Does to a value, and all in it, whatever can be done to it; what is frozen says so by throwing. */
function spoil(value: unknown): void {
  if (value instanceof Uint8Array) value.fill(99);
  else if (typeof value === 'object' && value !== null && !('subscribe' in value)) {
    for (const member of Object.values(value)) spoil(member);
    try {
      Object.assign(value, Array.isArray(value) ? ['spoilt'] : { spoilt: true });
    } catch {
      // Frozen.
    }
  }
}

/** What the next request is asked with, and what is saved. */
async function told(conversation: Conversation, client: ScriptedClient) {
  const saved = JSON.stringify(conversation);
  const probe = conversation.fork();
  await toOutcome(probe.send('Next'));
  const { messages } = client.requests.at(-1)!.input;
  return structuredClone({ saved, messages });
}

async function begin() {
  const client = scriptedClient(textMessage('Hello'));
  const conversation = createConversation(client, { modelId, messages: [userMessage('Before')] });
  await toOutcome(conversation.send([{ text: 'See:' }, image(picture())]));
  return { client, conversation };
}

it.each<[string, (conversation: Conversation) => unknown]>([
  ['messages', ({ messages }) => firstValueFrom(messages)],
  ['turns', ({ turns }) => firstValueFrom(turns)],
  ['state', ({ state }) => firstValueFrom(state)],
  ['toJSON()', (conversation) => conversation.toJSON()],
  ['the messages of a fork', (conversation) => firstValueFrom(conversation.fork().messages)],
])('what is done to %s reaches neither the wire nor what is saved', async (_, shown) => {
  const { client, conversation } = await begin();
  const before = await told(conversation, client);
  expect(before.messages).toHaveLength(3);
  spoil(await shown(conversation));
  expect(await told(conversation, client)).toStrictEqual(before);
});

it('what is emitted is the same for everybody, and frozen', async () => {
  const { conversation } = await begin();
  const [one, other] = [
    await firstValueFrom(conversation.messages),
    await firstValueFrom(conversation.messages),
  ];
  expect(one).toBe(other);
  await toOutcome(conversation.send('More.'));
  const later = await firstValueFrom(conversation.messages);
  // A screen can skip what has not changed.
  expect(later[0]!.content![2]).toBe(one[0]!.content![2]);
  expect(one[0]!.content![2]!.image).toBeDefined();
  expect(() => Object.assign(one[0]!, { role: 'assistant' })).toThrow(TypeError);
  expect(() => one[0]!.content!.push({ text: 'more' })).toThrow(TypeError);
});

it.each<[string, (content: ContentBlock[]) => unknown]>([
  ['its list', (content) => content.push({ text: 'more' })],
  ['a block', (content) => Object.assign(content[0]!, { text: 'other' })],
  ['bytes', (content) => content[1]!.image!.source!.bytes!.fill(9)],
])('a send that waits goes out as it was said, whatever becomes of %s', async (_, change) => {
  const client = scriptedClient(textMessage('Hello'));
  const conversation = createConversation(client, { modelId });
  void conversation.send('first');
  const content = [{ text: 'See:' }, image(picture())];
  const second = conversation.send(content);
  change(content);
  await toOutcome(second);
  const expected = { role: 'user', content: [{ text: 'See:' }, image(picture())] };
  expect(client.requests[1]!.input.messages!.at(-1)).toStrictEqual(expected);
});

it.each(['options', 'messages', 'json'] as const)('what was passed in as %s is copied', async (what) => {
  const client = scriptedClient(textMessage('Hello'));
  const given = {
    options: { modelId, messages: [{ role: 'user', content: [image(picture())] } as Message] },
    json: { version: 1, turns: [{ user: userMessage('Before'), messages: [], status: 'complete' }] } as const,
  };
  const conversation = createConversation(client, given.options);
  if (what === 'json') conversation.restore(given.json);
  const before = await told(conversation, client);
  if (what === 'options') given.options.modelId = '';
  else spoil(what === 'json' ? given.json : given.options.messages);
  expect(await told(conversation, client)).toStrictEqual(before);
});

it('what a tool does with its input, and later with its result, changes nothing either', async () => {
  const client = scriptedClient(({ index }) =>
    index % 2 === 1
      ? textMessage('Done.')
      : [
          messageStart(),
          toolUseStart('draw', 't'),
          toolUseDelta('{"list":[1]}'),
          blockStop(),
          messageStop('tool_use'),
          metadata(),
        ],
  );
  const bytes = picture();
  const draw = defineTool({
    name: 'draw',
    inputSchema: { type: 'object' },
    run: (input) => {
      spoil(input);
      return image(bytes);
    },
  });
  const conversation = createConversation(client, { modelId, tools: [draw] });
  const spoiling = conversation.state.subscribe(({ toolRuns }) =>
    toolRuns.forEach(({ result }) => spoil(result?.status)),
  );
  await toOutcome(conversation.send('Draw.'));
  spoiling.unsubscribe();
  bytes.fill(9);
  await toOutcome(conversation.send('Again.'));
  expect(client.requests[2]!.input.messages!.slice(1, 3)).toStrictEqual([
    { role: 'assistant', content: [{ toolUse: { toolUseId: 't', name: 'draw', input: { list: [1] } } }] },
    { role: 'user', content: [{ toolResult: { toolUseId: 't', content: [image(picture())] } }] },
  ]);
});

it('what is done to the options that it was given changes no request', async () => {
  const client = scriptedClient(textMessage('Hello'));
  const options = { modelId, system: [{ text: 'Be brief.' }], inferenceConfig: { temperature: 1 } };
  const conversation = createConversation(client, options);
  spoil(options);
  const once = { system: [{ text: 'Be long.' }] };
  const sent = conversation.send('Hi', once);
  spoil(once);
  await toOutcome(sent);
  expect(client.requests[0]!.input).toMatchObject({
    system: [{ text: 'Be long.' }],
    inferenceConfig: { temperature: 1 },
  });
  await toOutcome(conversation.send('And now?'));
  expect(client.requests[1]!.input.system).toStrictEqual([{ text: 'Be brief.' }]);
});
