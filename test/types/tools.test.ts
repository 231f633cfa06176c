import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import {
  converseJson,
  converseWithTools,
  defineTool,
  type JsonAnswer,
  type JsonValue,
  type Tool,
  type Turn,
  userMessage,
} from 'rx-bedrock';
import { scriptedClient } from 'rx-bedrock/testing';
import type { Observable } from 'rxjs';
import * as v from 'valibot';
import { describe, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { doesNotCompile } from './doesNotCompile.js';

// What is asserted here is checked by `npm run types`; running it only shows that nothing throws.

const input = { modelId: 'any', messages: [userMessage('Hello')] };
const client = scriptedClient();
const name = 'weather';

describe('defineTool', () => {
  it('infers the input of run from the schema, as it comes out of it', () => {
    const byZod = defineTool({
      name,
      inputSchema: z.object({ city: z.string(), days: z.number().default(1) }),
      run: (given, { signal, progress }) => {
        expectTypeOf(given).toEqualTypeOf<{ city: string; days: number }>();
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
        expectTypeOf(progress).toEqualTypeOf<(value: unknown) => void>();
      },
    });
    expectTypeOf(byZod).toEqualTypeOf<Tool<{ city: string; days: number }>>();
    defineTool({
      name,
      inputSchema: type({ city: 'string', 'days?': 'number' }),
      run: ({ city, days }) => {
        expectTypeOf(city).toEqualTypeOf<string>();
        expectTypeOf(days).toEqualTypeOf<number | undefined>();
      },
    });
    defineTool({
      name,
      inputSchema: toStandardJsonSchema(v.object({ city: v.string() })),
      run: ({ city }) => expectTypeOf(city).toEqualTypeOf<string>(),
    });
  });

  it('knows no more than JSON of the input by a plain JSON Schema', () => {
    defineTool({
      name,
      inputSchema: { type: 'object', properties: { city: { type: 'string' } } },
      run: (given) => expectTypeOf(given).toEqualTypeOf<JsonValue>(),
    });
  });

  it('wants a JSON Schema beside a schema that cannot say its own, and none beside a plain one', () => {
    const inputSchema = v.object({ city: v.string() });
    const jsonSchema = { type: 'object' };
    defineTool({ name, inputSchema, jsonSchema, run: ({ city }) => city });
    // @ts-expect-error -- jsonSchema is missing
    doesNotCompile(() => defineTool({ name, inputSchema, run: () => 1 }));
    // @ts-expect-error -- it is one already
    doesNotCompile(() => defineTool({ name, inputSchema: jsonSchema, jsonSchema, run: () => 1 }));
  });

  it('does not compile with an input that the schema does not give', () => {
    doesNotCompile(() =>
      // @ts-expect-error -- there is no town
      defineTool({ name, inputSchema: z.object({ city: z.string() }), run: ({ town }) => town as unknown }),
    );
  });
});

describe('converseWithTools', () => {
  it('takes tools of all kinds together, and gives turns', () => {
    const one = defineTool({ name: 'one', inputSchema: z.object({ a: z.string() }), run: ({ a }) => a });
    const two = defineTool({ name: 'two', inputSchema: { type: 'object' }, run: () => 2 });
    expectTypeOf(converseWithTools(client, input, { tools: [one, two] })).toEqualTypeOf<Observable<Turn>>();
    // @ts-expect-error -- without tools it is converse
    doesNotCompile(() => converseWithTools(client, input, {}));
    // @ts-expect-error -- a tool is made by defineTool
    doesNotCompile(() => converseWithTools(client, input, { tools: [{ name: 'one', run: () => 1 }] }));
  });
});

describe('converseJson', () => {
  const Recipe = z.object({
    title: z.string(),
    steps: z.array(z.object({ text: z.string(), minutes: z.number() })),
  });

  it('is deep-partial until it is complete', () => {
    const answer = converseJson(client, input, Recipe);
    expectTypeOf(answer).toEqualTypeOf<JsonAnswer<z.infer<typeof Recipe>>>();
    expectTypeOf(answer.value).toEqualTypeOf<Observable<z.infer<typeof Recipe>>>();
    doesNotCompile(() =>
      answer.subscribe((snapshot) => {
        if (snapshot.status === 'complete') {
          expectTypeOf(snapshot.value.steps[0]!.text).toEqualTypeOf<string>();
          return;
        }
        expectTypeOf(snapshot.value.title).toEqualTypeOf<string | undefined>();
        expectTypeOf(snapshot.value.steps?.[0]?.minutes).toEqualTypeOf<number | undefined>();
        // @ts-expect-error -- there may be no steps yet
        expectTypeOf(snapshot.value.steps[0]);
      }),
    );
  });

  it('takes an input that asks for a format without saying the structure', () => {
    const outputConfig = { textFormat: { type: 'json_schema' } } as const;
    doesNotCompile(() => converseJson(client, { ...input, outputConfig }, Recipe));
    doesNotCompile(() =>
      // @ts-expect-error -- there is no such format
      converseJson(client, { ...input, outputConfig: { textFormat: { type: 'xml' } } }, Recipe),
    );
  });

  it('knows no more than JSON by a plain JSON Schema', () => {
    expectTypeOf(converseJson(client, input, { type: 'object' })).toEqualTypeOf<JsonAnswer<JsonValue>>();
  });
});
