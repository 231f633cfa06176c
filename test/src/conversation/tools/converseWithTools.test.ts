import type { ConverseStreamCommandInput, Message } from '@aws-sdk/client-bedrock-runtime';
import {
  converseWithTools,
  defineTool,
  type ToolOptions,
  type Turn,
  type TurnOutcome,
  userMessage,
} from 'rx-bedrock';
import { accumulateText, tapUsage } from 'rx-bedrock/operators';
import {
  blockStop,
  messageStart,
  messageStop,
  metadata,
  scriptedClient,
  stall,
  textMessage,
  toolUseDelta,
  toolUseStart,
  vocabulary,
  wait,
} from 'rx-bedrock/testing';
import {
  concatMap,
  first,
  firstValueFrom,
  lastValueFrom,
  map,
  mergeMap,
  type Observable,
  toArray,
} from 'rxjs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { watch } from '../../../../src/testing/probe.js';
import { withTimeByHand } from '../../../laws/theatre.js';
import { clientOf, drawnInTurns } from '../../../drawnInTurns.js';
import { faultsInRequest } from '../historyRules.js';
import { told } from './calls.js';

const input: ConverseStreamCommandInput = {
  modelId: 'any',
  system: [{ text: 'Be brief.' }],
  messages: [userMessage('How much is it?')],
};

const add = defineTool({
  name: 'add',
  description: 'Adds two numbers.',
  inputSchema: z.object({ a: z.number(), b: z.number() }),
  run: ({ a, b }) => ({ sum: a + b }),
});

/** A message that calls `add`. */
function addition(json: string, toolUseId: string) {
  return [
    messageStart(),
    toolUseStart('add', toolUseId),
    toolUseDelta(json),
    blockStop(),
    messageStop('tool_use'),
    metadata(),
  ];
}

/** Calls `add` as often as there are inputs, and then answers. */
function adder(...inputs: string[]) {
  return scriptedClient(({ index }) => {
    const json = inputs[index];
    return json === undefined ? textMessage('Three in all.') : addition(json, `tooluse_${index}`);
  });
}

function outcomesOf(turns: Observable<Turn>): Promise<TurnOutcome[]> {
  return lastValueFrom(
    turns.pipe(
      concatMap((turn) => turn.outcome),
      toArray(),
    ),
  );
}

const json = {
  type: 'object',
  properties: { a: { type: 'number' }, b: { type: 'number' } },
  required: ['a', 'b'],
};
const entry = { toolSpec: { name: 'add', description: 'Adds two numbers.', inputSchema: { json } } };

describe('converseWithTools', () => {
  it(
    'does what its diagram draws',
    drawnInTurns('src/conversation/tools/converseWithTools.ts', ({ cold, shows }) => {
      const client = clientOf(cold('request 1', vocabulary), cold('request 2', vocabulary));
      const work = cold('run', { v: 21 });
      const weather = defineTool({ name: 'weather', inputSchema: { type: 'object' }, run: () => work });
      const turns = converseWithTools(client, input, { tools: [weather] });
      shows('turns', turns.pipe(map(({ index }) => index)), { 0: 0, 1: 1 });
      const runs = turns.pipe(
        first(),
        mergeMap(({ toolRuns }) => toolRuns),
        map(told),
      );
      shows('0.toolRuns', runs, { r: 'weather running', V: 'weather running 21', C: 'weather complete 21' });
    }),
  );
});

describe('converseWithTools', () => {
  it('sends what was asked, and asks again with what the tools have returned', async () => {
    const client = adder('{"a":1,"b":2}', '{"a":"1"}');
    const outcomes = await outcomesOf(converseWithTools(client, input, { tools: [add] }));
    const history: Message[] = [
      {
        role: 'assistant',
        content: [{ toolUse: { toolUseId: 'tooluse_0', name: 'add', input: { a: 1, b: 2 } } }],
      },
      {
        role: 'user',
        content: [{ toolResult: { toolUseId: 'tooluse_0', content: [{ json: { sum: 3 } }] } }],
      },
      {
        role: 'assistant',
        content: [{ toolUse: { toolUseId: 'tooluse_1', name: 'add', input: { a: '1' } } }],
      },
      {
        role: 'user',
        content: [
          {
            toolResult: {
              toolUseId: 'tooluse_1',
              content: [
                {
                  text:
                    'The input is invalid. a: Invalid input: expected number, received string; ' +
                    'b: Invalid input: expected number, received undefined',
                },
              ],
              status: 'error',
            },
          },
        ],
      },
    ];
    const whole = { ...input, toolConfig: { tools: [entry] } };
    expect(client.requests.map((request) => request.input)).toStrictEqual([
      whole,
      { ...whole, messages: [...input.messages!, ...history.slice(0, 2)] },
      { ...whole, messages: [...input.messages!, ...history] },
    ]);
    expect(outcomes.flatMap(({ messages }) => messages)).toStrictEqual([
      ...history,
      { role: 'assistant', content: [{ text: 'Three in all.' }] },
    ]);
    expect(input.messages).toHaveLength(1);
  });

  it('sums the usage over the turns', async () => {
    const outcomes = await outcomesOf(converseWithTools(adder('{"a":1,"b":2}'), input, { tools: [add] }));
    expect(outcomes.map(({ totalUsage }) => totalUsage)).toEqual([
      { inputTokens: 12, outputTokens: 34, totalTokens: 46 },
      { inputTokens: 24, outputTokens: 37, totalTokens: 61 },
    ]);
  });

  it('gives the events of all turns as one stream, which folds message by message', async () => {
    const turns = converseWithTools(adder('{"a":1,"b":2}'), input, { tools: [add] });
    const events = turns.pipe(concatMap((turn) => turn.events));
    expect(await lastValueFrom(events.pipe(accumulateText()))).toBe('Three in all.');
    let told = 0;
    await lastValueFrom(turns.pipe(concatMap((turn) => turn.events.pipe(tapUsage(() => told++)))));
    expect(told).toBe(2);
  });

  it('tells the model of a tool that it does not have, and of a call by something that is no name', async () => {
    const client = scriptedClient(({ index }) =>
      index > 0
        ? textMessage('Well.')
        : [
            messageStart(),
            toolUseStart('my tools.sub', 't'),
            blockStop(),
            messageStop('tool_use'),
            metadata(),
          ],
    );
    const [outcome] = await outcomesOf(converseWithTools(client, input, { tools: [add] }));
    expect(outcome?.message.content[0]?.toolUse?.name).toBe('my tools.sub');
    expect(outcome?.messages[0]?.content?.[0]?.toolUse?.name).toBe('my_tools_sub');
    expect(outcome?.messages[1]?.content?.[0]?.toolResult).toEqual({
      toolUseId: 't',
      content: [{ text: 'There is no tool "my tools.sub". There are: add.' }],
      status: 'error',
    });
  });

  it('tells the model where its input is no JSON', async () => {
    const client = adder('{"a":1,}');
    const [outcome] = await outcomesOf(converseWithTools(client, input, { tools: [add] }));
    expect(outcome?.message.content).toEqual([]);
    expect(outcome?.messages).toEqual([
      { role: 'assistant', content: [{ toolUse: { toolUseId: 'tooluse_0', name: 'add', input: {} } }] },
      {
        role: 'user',
        content: [
          {
            toolResult: {
              toolUseId: 'tooluse_0',
              content: [{ text: 'The input is no JSON. Unexpected "}" at character 7.' }],
              status: 'error',
            },
          },
        ],
      },
    ]);
  });

  it.each([
    ['end_turn', 2],
    ['malformed_tool_use', 2],
    ['max_tokens', 1],
  ] as const)(
    'goes on by the calls, not by the stop reason %s, unless the message was cut',
    async (stopReason, count) => {
      const client = scriptedClient(({ index }) =>
        index > 0
          ? textMessage('Well.')
          : [...addition('{}', 't').slice(0, -2), messageStop(stopReason), metadata()],
      );
      expect(await outcomesOf(converseWithTools(client, input, { tools: [add] }))).toHaveLength(count);
    },
  );

  it('leaves to Bedrock what Bedrock runs', async () => {
    const client = scriptedClient([
      messageStart(),
      {
        contentBlockStart: {
          contentBlockIndex: 0,
          start: { toolUse: { name: 'add', toolUseId: 's', type: 'server_tool_use' } },
        },
      },
      blockStop(0),
      {
        contentBlockStart: {
          contentBlockIndex: 1,
          start: { toolResult: { toolUseId: 's', type: 'add_result' } },
        },
      },
      { contentBlockDelta: { contentBlockIndex: 1, delta: { toolResult: [{ text: '3' }] } } },
      blockStop(1),
      messageStop('tool_use'),
      metadata(),
    ]);
    const run = vi.fn();
    const [outcome, ...others] = await outcomesOf(
      converseWithTools(client, input, { tools: [{ ...add, run }] }),
    );
    expect(others).toEqual([]);
    expect(run).not.toHaveBeenCalled();
    expect(outcome?.messages).toEqual([outcome?.message]);
  });

  it('adds its tools before those of the input, and forces none after the first turn', async () => {
    const client = adder('{"a":1,"b":2}');
    const toolConfig = { tools: [{ cachePoint: { type: 'default' as const } }], toolChoice: { any: {} } };
    await outcomesOf(converseWithTools(client, { ...input, toolConfig }, { tools: [add] }));
    const tools = [entry, { cachePoint: { type: 'default' } }];
    expect(client.requests.map((request) => request.input.toolConfig)).toStrictEqual([
      { tools, toolChoice: { any: {} } },
      { tools },
    ]);
    const free = adder('{"a":1,"b":2}');
    const auto = { tools: undefined, toolChoice: { auto: {} } };
    await outcomesOf(converseWithTools(free, { ...input, toolConfig: auto }, { tools: [add] }));
    expect(free.requests[1]?.input.toolConfig).toStrictEqual({ tools: [entry], toolChoice: { auto: {} } });
  });

  it('is a generation and no more where there are no tools', async () => {
    const client = scriptedClient(textMessage('Well.'));
    expect(await outcomesOf(converseWithTools(client, input, { tools: [] }))).toHaveLength(1);
    expect(client.requests[0]?.input).toStrictEqual(input);
  });

  it('gives each call its own result, and sends no id twice, though the model has used one for all', async () => {
    const sums = ['{"a":1,"b":1}', '{"a":2,"b":2}', '{"a":3,"b":3}'];
    const client = scriptedClient(({ index }) =>
      index === 2
        ? textMessage('Well.')
        : [
            messageStart(),
            ...(index === 0 ? sums.slice(0, 2) : sums.slice(2)).flatMap((given, at) => [
              toolUseStart('add', 'same', at),
              toolUseDelta(given, at),
              blockStop(at),
            ]),
            messageStop('tool_use'),
            metadata(),
          ],
    );
    const outcomes = await outcomesOf(converseWithTools(client, input, { tools: [add] }));
    const sent = client.requests[2]!.input.messages!.flatMap(({ content }) => content ?? []);
    expect(sent.flatMap(({ toolUse }) => toolUse?.toolUseId ?? [])).toStrictEqual([
      'same',
      'same_2',
      'same_3',
    ]);
    expect(sent.flatMap(({ toolResult }) => toolResult ?? [])).toStrictEqual([
      { toolUseId: 'same', content: [{ json: { sum: 2 } }] },
      { toolUseId: 'same_2', content: [{ json: { sum: 4 } }] },
      { toolUseId: 'same_3', content: [{ json: { sum: 6 } }] },
    ]);
    // What a turn has left goes by the ids that its events have; sent back, it is made acceptable again.
    const left = outcomes.flatMap(({ messages }) => messages);
    const next = scriptedClient(textMessage('Well.'));
    const messages = [...input.messages!, ...left, userMessage('And now?')];
    await outcomesOf(converseWithTools(next, { ...input, messages }, { tools: [add] }));
    expect(faultsInRequest(next.requests[0]!.input.messages)).toStrictEqual([]);
  });

  it('goes on after a stored prompt, which brings the beginning', async () => {
    const client = adder('{"a":1,"b":2}');
    const modelId = 'arn:aws:bedrock:eu-west-1:123456789012:prompt/ABCDEFGHIJ:1';
    await outcomesOf(converseWithTools(client, { modelId }, { tools: [add] }));
    expect(client.requests.map((request) => request.input.messages?.map(({ role }) => role))).toStrictEqual([
      undefined,
      ['assistant', 'user'],
    ]);
  });

  it('tells the model that a result is nothing that JSON carries', async () => {
    const client = adder('{"a":1,"b":2}');
    const odd = { ...add, run: () => new Map() };
    const [outcome] = await outcomesOf(converseWithTools(client, input, { tools: [odd] }));
    expect(outcome?.messages[1]?.content?.[0]?.toolResult).toMatchObject({
      content: [{ text: expect.stringContaining('result is an object (Map)') as string }],
      status: 'error',
    });
  });

  it('fails where trimHistory leaves nothing to send, with what it is', async () => {
    const client = adder('{"a":1,"b":2}');
    const turns = converseWithTools(client, input, {
      tools: [add],
      trimHistory: (messages) => messages.slice(messages.length > 1 ? messages.length : 0),
    });
    await expect(outcomesOf(turns)).rejects.toMatchObject({
      code: 'rejected',
      message: expect.stringContaining('trimHistory leaves nothing to send') as string,
    });
    expect(client.requests).toHaveLength(1);
  });

  it('makes one request for each turn, whoever comes and goes', async () => {
    const client = adder('{"a":1,"b":2}');
    const turns = converseWithTools(client, input, { tools: [add], grace: 60_000 });
    watch(turns).subscription.unsubscribe();
    watch(turns.pipe(mergeMap((turn) => turn.events))).subscription.unsubscribe();
    await setImmediate();
    expect(client.requests).toHaveLength(0);
    // Left before it has begun, a turn that somebody has kept is still good.
    const kept = await firstValueFrom(turns);
    const [one, two] = [watch(kept.events), watch(kept.toolRuns)];
    await outcomesOf(turns);
    one.subscription.unsubscribe();
    expect(two.seen.ends).toEqual(['complete']);
    await outcomesOf(turns);
    expect(client.requests).toHaveLength(2);
  });

  it('aborts the request at once when the last one leaves', async () => {
    const client = scriptedClient([messageStart(), stall()]);
    const turns = converseWithTools(client, input, { tools: [add] });
    const { subscription } = watch(
      turns.pipe(
        first(),
        mergeMap((turn) => turn.events),
      ),
    );
    await setImmediate();
    expect(client.requests[0]?.isAborted).toBe(false);
    subscription.unsubscribe();
    expect(client.requests[0]?.isAborted).toBe(true);
  });

  it('fails as a generation that is aborted by its signal', async () => {
    const controller = new AbortController();
    const client = scriptedClient([...addition('{"a":1,"b":2}', 't').slice(0, -2), stall()]);
    const { signal } = controller;
    const turns = converseWithTools(client, input, { tools: [add], signal });
    const ended = watch(turns);
    const events = watch(turns.pipe(concatMap((turn) => turn.events)));
    await setImmediate();
    controller.abort('Enough.');
    expect(ended.seen.ends).toMatchObject([{ code: 'aborted', cause: 'Enough.' }]);
    // The very same error, wherever it is met.
    expect(events.seen.ends).toEqual(ended.seen.ends);
    expect(client.requests).toMatchObject([{ isAborted: true }]);
  });
});

describe('in time by hand', () => {
  withTimeByHand();

  it('a tool starts before the message stops', async () => {
    const [start, call, given, stop, ...end] = addition('{"a":1,"b":2}', 't');
    const client = scriptedClient(({ index }) =>
      index === 0 ? [start!, call!, given!, stop!, wait(1_000), ...end] : textMessage('Three.'),
    );
    const turns = converseWithTools(client, input, { tools: [add] });
    const { seen } = watch(
      turns.pipe(
        mergeMap(({ toolRuns }) => toolRuns),
        map(told),
      ),
    );
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.values).toEqual(['add running', 'add complete']);
    expect(client.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(client.requests).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('complaints', () => {
  const client = scriptedClient();
  const call =
    (options: Partial<ToolOptions>, given = input) =>
    () =>
      converseWithTools(client, given, { tools: [add], ...options });

  it.each<[string, unknown, RegExp]>([
    ['tools', 'add', /options\.tools/],
    ['tools', [{}], /The name of a tool/],
    ['tools', [null], /A tool in options\.tools/],
    ['tools', [{ name: 'add', jsonSchema: {}, run: () => 1 }], /validate\(\) of the tool add/],
    ['tools', [add, add], /the only one of its kind/],
    ['maxTurns', 0, /options\.maxTurns/],
    ['maxTurns', '3', /options\.maxTurns/],
    ['concurrency', 0.5, /options\.concurrency/],
    ['toolTimeout', -1, /options\.toolTimeout/],
    ['stopWhen', 3, /options\.stopWhen/],
    ['onApproval', true, /options\.onApproval/],
    ['grace', -1, /options\.grace/],
    ['retry', 'never', /options\.retry/],
    ['stop', 5, /options\.stop/],
  ])('at once about %s, %#', (name, value, complaint) => {
    expect(call({ [name]: value })).toThrow(complaint);
    expect(call({ [name]: value })).toThrow(/ must be .*\. [A-Z].*\./);
  });

  it('at once about the request', () => {
    expect(call({}, { modelId: '' })).toThrow(/input\.modelId/);
    const twice = { tools: [{ toolSpec: { name: 'add', inputSchema: { json: {} } } }] };
    expect(call({}, { ...input, toolConfig: twice })).toThrow(
      /"add", but it must be the only one of its kind/,
    );
    expect(call({ trimHistory: () => [] })).toThrow(/trimHistory leaves nothing to send/);
    expect(() => converseWithTools(client, input, undefined as never)).toThrow(/options/);
    expect(client.requests).toEqual([]);
  });
});
