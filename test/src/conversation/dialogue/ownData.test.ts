import type { ContentBlock, Message } from '@aws-sdk/client-bedrock-runtime';
import {
  type Conversation,
  type ConversationOptions,
  createConversation,
  converseWithTools,
  defineTool,
  toOutcome,
  userMessage,
} from 'rx-bedrock';
import {
  blockStop,
  messageStart,
  messageStop,
  metadata,
  type ScriptedClient,
  scriptedClient,
  textDelta,
  textMessage,
  toolUseDelta,
  toolUseStart,
} from 'rx-bedrock/testing';
import { concatMap, firstValueFrom, lastValueFrom, mergeMap, tap } from 'rxjs';
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

/** Draws with `t`, after a word and before another; says `Done.` when it has the picture. */
function drawing() {
  return scriptedClient(({ index }) =>
    index % 2 === 1
      ? textMessage('Done.')
      : [
          messageStart(),
          textDelta('First:', 0),
          blockStop(0),
          toolUseStart('draw', 't', 1),
          toolUseDelta('{"list":[1],"deep":{"er":true}}', 1),
          blockStop(1),
          textDelta('So.', 2),
          blockStop(2),
          messageStop('tool_use'),
          metadata(),
        ],
  );
}

const call = { toolUseId: 't', name: 'draw', input: { list: [1], deep: { er: true } } };
const drawn: Message[] = [
  { role: 'assistant', content: [{ text: 'First:' }, { toolUse: call }, { text: 'So.' }] },
  { role: 'user', content: [{ toolResult: { toolUseId: 't', content: [image(picture()) as never] } }] },
];

const draw = (bytes: Uint8Array = picture()) =>
  defineTool({
    name: 'draw',
    inputSchema: { type: 'object' },
    run: (input) => {
      spoil(input);
      return { image: { format: 'png', source: { bytes } } };
    },
  });

it.each<[string, (options: ConversationOptions) => ConversationOptions]>([
  ['what it is to approve', (options) => ({ ...options, onApproval: (asked) => (spoil(asked), true) })],
  ['what it is to stop', (options) => ({ ...options, stopWhen: (outcome) => (spoil(outcome), false) })],
])('whatever a hook does with %s, the model is told the same', async (_, withHook) => {
  const client = drawing();
  const conversation = createConversation(client, withHook({ modelId, tools: [draw()] }));
  await toOutcome(conversation.send('Draw.'));
  expect(client.requests[1]!.input.messages!.slice(1)).toStrictEqual(drawn);
  expect((await firstValueFrom(conversation.messages)).slice(1, 3)).toStrictEqual(drawn);
});

it('whatever a follower does with each state, what comes of it is the same, and each is frozen', async () => {
  const client = drawing();
  const conversation = createConversation(client, { modelId, tools: [draw()] });
  let seen = 0;
  const spoiling = conversation.state.subscribe((state) => {
    spoil(state);
    seen += 1;
    expect(() => Object.assign(state, { text: '' })).toThrow(TypeError);
    expect(() => Object.assign(state.message, { role: 'user' })).toThrow(TypeError);
  });
  await toOutcome(conversation.send('Draw.'));
  spoiling.unsubscribe();
  expect(seen).toBeGreaterThan(8);
  expect(client.requests[1]!.input.messages!.slice(1)).toStrictEqual(drawn);
  const [turn] = await firstValueFrom(conversation.turns);
  expect(turn).toMatchObject({ messages: [...drawn, { content: [{ text: 'Done.' }] }] });
  expect(turn!.usage).toStrictEqual({ inputTokens: 24, outputTokens: 35, totalTokens: 59 });
});

it('what has not changed in a state is the very same thing in the next one', async () => {
  const conversation = createConversation(drawing(), { modelId });
  const firsts = new Set<unknown>();
  conversation.state.subscribe(({ message }) => {
    if (message.content[0]?.text === 'First:') firsts.add(message.content[0]);
  });
  await toOutcome(conversation.send('Draw.'));
  expect(firsts.size).toBe(1);
});

it('whatever is done with the runs and the outcome of a turn with tools, the model is told the same', async () => {
  const client = drawing();
  const input = { modelId, messages: [userMessage('Draw.')] };
  const turns = converseWithTools(client, input, { tools: [draw()] });
  turns.pipe(mergeMap(({ toolRuns }) => toolRuns)).subscribe(spoil);
  await lastValueFrom(turns.pipe(concatMap(({ outcome }) => outcome.pipe(tap(spoil)))));
  expect(client.requests[1]!.input.messages!.slice(1)).toStrictEqual(drawn);
});

it('bytes that one conversation has shown do not become those of another', async () => {
  const { client, conversation } = await begin();
  const messages = await firstValueFrom(conversation.messages);
  const other = createConversation(client, { modelId, messages });
  const before = await told(other, client);
  spoil(messages);
  expect(await told(other, client)).toStrictEqual(before);
});

it('the options of a send that waits are as they were', async () => {
  const client = scriptedClient(textMessage('Hello'));
  const conversation = createConversation(client, { modelId });
  void conversation.send('first');
  const options = { modelId: 'this' };
  const second = conversation.send('second', options);
  options.modelId = 'that';
  await toOutcome(second);
  expect(client.requests[1]!.input.modelId).toBe('this');
});

it('a member with the name of a prototype is one as any other', async () => {
  const client = scriptedClient(textMessage('Hello'));
  const conversation = createConversation(client, { modelId });
  const json = JSON.parse('{"__proto__":{"evil":true},"a":1}') as never;
  await toOutcome(
    conversation.send([{ toolResult: { toolUseId: 't', content: [{ json }] } }, { text: 'See.' }]),
  );
  const [turn] = await firstValueFrom(conversation.turns);
  expect(Object.keys(turn!.user.content![0]!.toolResult!.content![0]!.json!)).toStrictEqual([
    '__proto__',
    'a',
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

it('what a tool does with its input, and later with its result, changes nothing either', async () => {
  const client = drawing();
  const bytes = picture();
  const conversation = createConversation(client, { modelId, tools: [draw(bytes)] });
  await toOutcome(conversation.send('Draw.'));
  bytes.fill(9);
  await toOutcome(conversation.send('Again.'));
  expect(client.requests[2]!.input.messages!.slice(1, 3)).toStrictEqual(drawn);
});
