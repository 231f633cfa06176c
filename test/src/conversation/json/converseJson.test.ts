import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import {
  converseJson,
  GenerationError,
  InvalidAnswer,
  type JsonInput,
  type JsonSnapshot,
  userMessage,
} from 'rx-bedrock';
import { tapUsage } from 'rx-bedrock/operators';
import {
  blockStop,
  messageStart,
  messageStop,
  metadata,
  scriptedClient,
  stall,
  textDelta,
  textMessage,
  toolUseDelta,
  toolUseStart,
  vocabulary,
} from 'rx-bedrock/testing';
import { lastValueFrom, Subject, toArray } from 'rxjs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { clientOf, drawnInTurns } from '../../../drawnInTurns.js';
import { watch } from '../../../../src/testing/probe.js';

const Recipe = z.object({
  title: z.string(),
  minutes: z.number().int().min(1),
  steps: z.array(z.string()).default([]),
});
const input: ConverseStreamCommandInput = { modelId: 'any', messages: [userMessage('How is pesto made?')] };
const native: JsonInput = { ...input, outputConfig: { textFormat: { type: 'json_schema' } } };

/** An answer by a tool call, in these pieces. */
function called(...pieces: string[]) {
  return [
    messageStart(),
    toolUseStart('answer', 't'),
    ...pieces.map((piece) => toolUseDelta(piece)),
    blockStop(),
    messageStop('tool_use'),
    metadata(),
  ];
}

async function errorOf(
  events: ReturnType<typeof called>,
  given: JsonInput = input,
): Promise<GenerationError> {
  const answer = converseJson(scriptedClient(events), given, Recipe);
  const error: unknown = await lastValueFrom(answer).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(GenerationError);
  return error as GenerationError;
}

describe('converseJson', () => {
  it(
    'does what its diagram draws',
    drawnInTurns('src/conversation/json/converseJson.ts', ({ cold, shows }) => {
      const t = toolUseStart('answer', 'tooluse_1', 1);
      const client = clientOf(cold('request', { ...vocabulary, t }));
      const answer = converseJson(client, input, z.object({ city: z.string() }));
      const value = { city: 'Turin' };
      const status = 'streaming';
      shows('converseJson()', answer, {
        1: { status, value: {} },
        2: { status, value },
        3: { status: 'complete', value },
      });
      shows('value', answer.value, { v: value });
    }),
  );

  it('shows the value as it grows, and at last what the schema has made of it', async () => {
    const client = scriptedClient(called('{"title":"Pe', 'sto","minutes":1', '0}'));
    const answer = converseJson(client, input, Recipe);
    expect(await lastValueFrom(answer.pipe(toArray()))).toStrictEqual([
      { status: 'streaming', value: { title: 'Pe' } },
      { status: 'streaming', value: { title: 'Pesto' } },
      { status: 'streaming', value: { title: 'Pesto', minutes: 10 } },
      { status: 'complete', value: { title: 'Pesto', minutes: 10, steps: [] } },
    ] satisfies JsonSnapshot<z.infer<typeof Recipe>>[]);
    expect(await lastValueFrom(answer.value)).toEqual({ title: 'Pesto', minutes: 10, steps: [] });
    let told = 0;
    await lastValueFrom(answer.events.pipe(tapUsage(({ totalTokens = 0 }) => (told = totalTokens))));
    expect(told).toBe(46);
    expect(client.requests).toHaveLength(1);
  });

  it('asks by a tool that the model must call', async () => {
    const client = scriptedClient(called('{"title":"Pesto","minutes":10}'));
    const toolConfig = { tools: [{ cachePoint: { type: 'default' as const } }], toolChoice: { auto: {} } };
    await lastValueFrom(converseJson(client, { ...input, toolConfig }, Recipe).value);
    const [request] = client.requests;
    expect(request?.input).toStrictEqual({
      ...input,
      toolConfig: {
        tools: [
          {
            toolSpec: {
              name: 'answer',
              description: 'Gives the answer, in the form that is asked for.',
              inputSchema: {
                json: {
                  type: 'object',
                  properties: {
                    title: { type: 'string' },
                    minutes: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
                    steps: { type: 'array', items: { type: 'string' }, default: [] },
                  },
                  required: ['title', 'minutes'],
                },
              },
            },
          },
          { cachePoint: { type: 'default' } },
        ],
        toolChoice: { tool: { name: 'answer' } },
      },
    });
  });

  it("asks in Bedrock's own output format where the input says so, as far as that takes the schema", async () => {
    const client = scriptedClient(textMessage('{"title": "Pesto", "minutes": 10}'));
    const answer = converseJson(client, native, Recipe);
    expect(await lastValueFrom(answer.value)).toEqual({ title: 'Pesto', minutes: 10, steps: [] });
    const { outputConfig, ...others } = client.requests[0]!.input;
    expect(others).toStrictEqual(input);
    const { type, structure } = outputConfig!.textFormat!;
    expect(type).toBe('json_schema');
    expect(structure?.jsonSchema?.name).toBe('answer');
    expect(JSON.parse(structure!.jsonSchema!.schema!)).toStrictEqual({
      type: 'object',
      properties: {
        title: { type: 'string' },
        minutes: { type: 'integer' },
        steps: { type: 'array', items: { type: 'string' }, default: [] },
      },
      required: ['title', 'minutes'],
      additionalProperties: false,
    });
  });

  it('leaves alone what the input says of the format itself', async () => {
    const client = scriptedClient(textMessage('["one", "two"]'));
    const structure = { jsonSchema: { schema: '{"type":"array"}', name: 'mine' } };
    const outputConfig = { effort: 'low', textFormat: { type: 'json_schema' as const, structure } };
    const answer = converseJson(client, { ...input, outputConfig }, z.array(z.string()));
    expect(await lastValueFrom(answer.value)).toEqual(['one', 'two']);
    expect(client.requests[0]?.input.outputConfig).toStrictEqual(outputConfig);
  });

  it('takes a plain JSON Schema, which checks nothing, and one beside', async () => {
    const client = () => scriptedClient(called('{"anything":"goes"}'));
    const plain = converseJson(client(), input, { type: 'object' });
    expect(await lastValueFrom(plain.value)).toEqual({ anything: 'goes' });
    const jsonSchema = { type: 'object', title: 'Mine' };
    const asked = client();
    await lastValueFrom(converseJson(asked, input, z.looseObject({}), { jsonSchema }).value);
    expect(asked.requests[0]?.input.toolConfig?.tools?.[0]?.toolSpec?.inputSchema).toEqual({
      json: jsonSchema,
    });
  });

  it('waits for a schema that takes its time', async () => {
    const slow = z.object({ n: z.number().refine(async (n) => (await setImmediate(n)) > 1, 'too small') });
    const good = converseJson(scriptedClient(called('{"n":2}')), input, slow);
    expect(await lastValueFrom(good.value)).toEqual({ n: 2 });
    const bad = converseJson(scriptedClient(called('{"n":1}')), input, slow);
    await expect(lastValueFrom(bad.value)).rejects.toThrow(/n: too small/);
  });

  it('completes without a value when it is stopped', async () => {
    const stop = new Subject<void>();
    const client = scriptedClient([
      messageStart(),
      toolUseStart('answer', 't'),
      toolUseDelta('{"title":"Pes'),
      stall(),
    ]);
    const answer = converseJson(client, input, Recipe, { stop });
    const [all, value] = [watch(answer), watch(answer.value)];
    await vi.waitFor(() => expect(all.seen.values).toHaveLength(1));
    stop.next();
    expect(all.seen).toEqual({
      values: [{ status: 'streaming', value: { title: 'Pes' } }],
      ends: ['complete'],
    });
    expect(value.seen).toEqual({ values: [], ends: ['complete'] });
  });
});

describe('an answer that will not do', () => {
  it('because the schema refuses it, tells of its issues and of the raw text', async () => {
    const text = '{"title":5,"minutes":0}';
    const error = await errorOf(called(text));
    expect(error).toMatchObject({ code: 'model', retryable: false, cause: { name: 'InvalidAnswer', text } });
    expect(error.message).toMatch(
      /^model: .* does not match the schema\. title: Invalid .*; minutes: Too small.* tool_use\.$/,
    );
    expect((error.cause as InvalidAnswer).issues.map(({ path }) => path)).toEqual([['title'], ['minutes']]);
    expect(error.partial.message.content[0]?.toolUse?.input).toEqual({ title: 5, minutes: 0 });
    expect(error.partial.usage?.totalTokens).toBe(46);
  });

  it('because it is no JSON, tells where, and of the raw text', async () => {
    const error = await errorOf(called('{"title":"Pesto",', '}', ' and so on'));
    expect(error).toMatchObject({ code: 'model', cause: { text: '{"title":"Pesto",}', issues: [] } });
    expect(error.message).toMatch(/at character 17/);
    expect(error.cause).toBeInstanceOf(InvalidAnswer);
    const prose = await errorOf(textMessage('Pesto is made of basil.'), native);
    expect(prose.cause).toMatchObject({ text: 'Pesto' });
  });

  it('because it was cut, says so', async () => {
    const cut = [...called('{"title":"Pes').slice(0, -2), messageStop('max_tokens'), metadata()];
    const error = await errorOf(cut);
    expect(error).toMatchObject({ code: 'model', cause: { text: '{"title":"Pes' } });
    expect(error.message).toMatch(/The stop reason is max_tokens/);
  });

  it('because there is none, tells what the model has said instead', async () => {
    const error = await errorOf(textMessage('I would rather not.'));
    expect(error).toMatchObject({ code: 'model', cause: { text: 'I would rather not.' } });
    expect(error.message).toBe('model: The model has given no value. The stop reason is end_turn.');
    const blank = await errorOf(
      [messageStart(), textDelta(' '), blockStop(), messageStop('guardrail_intervened'), metadata()],
      native,
    );
    expect(blank.code).toBe('model');
  });

  it('is not what a generation is that fails: that error stays as it is', async () => {
    const error = await errorOf([messageStart(), toolUseStart('answer', 't'), toolUseDelta('{"title"')]);
    expect(error).toMatchObject({ code: 'truncated' });
    expect(error.cause).toBeUndefined();
  });
});

describe('complaints', () => {
  const client = scriptedClient();

  it.each<[string, () => unknown, RegExp]>([
    [
      'a schema of no object',
      () => converseJson(client, input, z.array(z.string())),
      /outputConfig: \{ textFormat/,
    ],
    ['a schema that is none', () => converseJson(client, input, 'Recipe' as never), /schema is "Recipe"/],
    ['no input', () => converseJson(client, undefined as never, Recipe), /input is undefined/],
    [
      'an input without a model',
      () => converseJson(client, { ...input, modelId: '' }, Recipe),
      /input\.modelId/,
    ],
    ['options that are none', () => converseJson(client, input, Recipe, null as never), /options is null/],
    ['a grace that is none', () => converseJson(client, input, Recipe, { grace: -1 }), /options\.grace/],
  ])('at once about %s', (_what, action, complaint) => {
    expect(action).toThrow(complaint);
    expect(client.requests).toEqual([]);
  });
});
