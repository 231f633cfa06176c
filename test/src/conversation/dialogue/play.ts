import fc from 'fast-check';
import { type Conversation, createConversation, defineTool, keepWithinTokens } from 'rx-bedrock';
import {
  blockStop,
  exception,
  messageStart,
  messageStop,
  metadata,
  reasoningDelta,
  type ScriptStep,
  scriptedClient,
  signatureDelta,
  textDelta,
  toolUseDelta,
  toolUseStart,
} from 'rx-bedrock/testing';
import { setImmediate } from 'node:timers/promises';

const text = fc.constantFrom('Well.', ' ', '\n', 'A second one.');
const toolName = fc.constantFrom('quick', 'slow', 'failing', 'unknown', 'bedrocks_own');
const toolInput = fc.constantFrom('{}', '', '{"a":1}', '"no object"', '[1]', '{"cut":');

/** A block of an answer: any kind, with ids that are soon used again. */
const block = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('text' as const), text }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('call' as const),
      id: fc.constantFrom('tooluse_1', 'tooluse_2', 'x'.repeat(64), 'functions.x:0', ''),
      name: toolName,
      input: toolInput,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('thought' as const) }) },
);

/** An answer: blocks, how many of its events come, and how it goes on then. */
const answer = fc.record({
  blocks: fc.array(block, { maxLength: 4, size: 'max' }),
  events: fc.oneof(fc.constant(Infinity), fc.nat(12)),
  then: fc.constantFrom('end' as const, 'throttled' as const, 'model' as const),
  stopReason: fc.constantFrom('tool_use' as const, 'max_tokens' as const),
});

type Answer = typeof answer extends fc.Arbitrary<infer A> ? A : never;

const deed = fc.oneof(
  { weight: 6, arbitrary: fc.constant('send' as const) },
  { weight: 4, arbitrary: fc.constant('wait' as const) },
  { weight: 6, arbitrary: fc.constant('settle' as const) },
  { weight: 3, arbitrary: fc.constant('stop' as const) },
  { weight: 2, arbitrary: fc.constant('regenerate' as const) },
  { weight: 1, arbitrary: fc.constant('fork' as const) },
  { weight: 1, arbitrary: fc.constant('restore' as const) },
  { weight: 1, arbitrary: fc.constant('sendResults' as const) },
);

export const play = fc.record({
  answers: fc.array(answer, { minLength: 1, maxLength: 6, size: 'max' }),
  // As many as may be: it is long plays in which things go wrong.
  deeds: fc.array(deed, { minLength: 1, maxLength: 25, size: 'max' }),
  policy: fc.constantFrom('concat' as const, 'switch' as const, 'exhaust' as const, 'error' as const),
  hasTools: fc.boolean(),
  trims: fc.constantFrom('not' as const, 'by tokens' as const, 'badly' as const),
});

export type Play = typeof play extends fc.Arbitrary<infer P> ? P : never;

const noInput = { type: 'object' };
const tools = [
  defineTool({ name: 'quick', inputSchema: noInput, run: () => ' ' }),
  defineTool({ name: 'slow', inputSchema: noInput, run: () => setImmediate('at last') }),
  defineTool({
    name: 'failing',
    inputSchema: noInput,
    run: () => {
      throw new Error('no');
    },
  }),
];

const trims = {
  not: undefined,
  'by tokens': keepWithinTokens(30),
  // Cuts wherever it likes: what is sent is acceptable all the same.
  badly: <T>(messages: readonly T[]) => messages.slice(-2),
};

export function begin({ answers, policy, hasTools, trims: how }: Play) {
  const client = scriptedClient(({ index }) => say(answers[index % answers.length]!));
  const conversation = createConversation(client, {
    modelId: 'any',
    policy,
    retry: false,
    trimHistory: trims[how],
    ...(hasTools ? { tools, maxTurns: 3 } : {}),
  });
  return { client, conversation };
}

/** An event in each turn of the loop, so that deeds come in between. */
async function* say(said: Answer): AsyncGenerator<ScriptStep> {
  let left = said.events;
  for (const event of eventsOf(said)) {
    if (left-- === 0) {
      if (said.then === 'throttled') yield exception('throttlingException');
      if (said.then === 'model') yield exception('modelStreamErrorException');
      return;
    }
    await setImmediate();
    yield event;
  }
}

function* eventsOf({ blocks, stopReason }: Answer): Generator<ScriptStep> {
  yield messageStart();
  for (const [index, each] of blocks.entries()) {
    if (each.kind === 'text') yield textDelta(each.text, index);
    if (each.kind === 'thought') {
      yield reasoningDelta('Hm.', index);
      yield signatureDelta('c2lnbmVk', index);
    }
    if (each.kind === 'call') {
      const start = toolUseStart(each.name, each.id, index);
      if (each.name === 'bedrocks_own') start.contentBlockStart!.start!.toolUse!.type = 'server_tool_use';
      yield start;
      yield toolUseDelta(each.input, index);
    }
    yield blockStop(index);
  }
  yield messageStop(stopReason);
  yield metadata();
}

/** Long enough for any answer, with all of its tools. */
export async function manyTurns(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await setImmediate();
}

export function perform(
  what: Play['deeds'][number],
  conversation: Conversation,
): Conversation | Promise<unknown> {
  const ignored = { error: () => undefined };
  switch (what) {
    case 'send':
      void conversation.send('And then?').subscribe(ignored);
      return conversation;
    case 'sendResults':
      conversation
        .send([
          { text: '  ' },
          { text: 'Here:' },
          { toolResult: { toolUseId: 'tooluse_1', content: [{ text: 'mine' }] } },
        ])
        .subscribe(ignored);
      return conversation;
    case 'regenerate':
      void conversation.regenerate().subscribe(ignored);
      return conversation;
    case 'stop':
      conversation.stop();
      return conversation;
    case 'fork':
      return conversation.fork();
    case 'restore':
      conversation.restore(JSON.stringify(conversation));
      return conversation;
    case 'wait':
      return setImmediate();
    case 'settle':
      return manyTurns();
  }
}
