import { filter, map, Observable } from 'rxjs';
import { checkOptions } from '../../check.js';
import { converse, type ConverseOptions } from '../../converse.js';
import type { ConverseClient } from '../../source/input.js';
import { readSchema } from '../schema/readSchema.js';
import type { Schema, SchemaOutput } from '../schema/schema.js';
import type { JsonSchema } from '../schema/standardSchema.js';
import type { JsonAnswer, JsonSnapshot } from './jsonAnswer.js';
import { readAnswer } from './readAnswer.js';
import { type JsonInput, requestFor } from './request.js';

/** What `converseJson` understands beside the options of every generation. */
export interface JsonOptions extends ConverseOptions {
  /**
   * The schema once more, for Bedrock, where it cannot say itself what JSON Schema it is.
   * @default what the schema says
   */
  jsonSchema?: JsonSchema | undefined;
}

/**
 * Asks Bedrock for a value of a schema, and shows it while it is being written.
 *
 * <span class="informal">Structured output that fills in before your eyes, and is checked at the end.</span>
 *
 * Where the input asks for it with `outputConfig: { textFormat: { type: 'json_schema' } }`, it is Bedrock's own output
 * format, for models that have it; else a tool that the model must call, for all that can be told to. Values are
 * deep-partial while they stream, as with `accumulateJson`; the last one is `complete`, and is what the schema has made
 * of it. A plain JSON Schema checks nothing, and the value is any JSON.
 *
 * What is no JSON, does not match the schema, or is not there at all is an error with code `model`, whose cause is an
 * {@link InvalidAnswer} with the raw text. A generation that is stopped completes without a value that is complete.
 *
 * ```text
 * request         s-t-i-j-y-u-m|         i '{"city":', j '"Turin"}', y contentBlockStop
 * converseJson()  ----1-2------(3|)      1 {}, 2 { city: 'Turin' }, 3 the same, 'complete'
 * value           -------------(v|)      v { city: 'Turin' }
 * ```
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { converseJson, userMessage } from 'rx-bedrock';
 * import * as z from 'zod';
 *
 * const Recipe = z.object({ title: z.string(), steps: z.array(z.string()) });
 * const input = { modelId: 'us.amazon.nova-micro-v1:0', messages: [userMessage('How is pesto made?')] };
 * const recipe = converseJson(new BedrockRuntimeClient(), input, Recipe);
 * recipe.subscribe({
 *   next: ({ status, value }) => console.log(status, value.title, value.steps?.length),
 *   error: (error) => console.log(error.code, error.cause?.text),
 * });
 * ```
 *
 * @param client - the SDK's client, or anything with its `send()`
 * @param input - see {@link JsonInput}
 * @param schema - a Standard Schema (zod, valibot, arktype, …) or a plain JSON Schema
 * @param options - see {@link JsonOptions}
 * @returns a hot Observable of the value as it grows, with the generation's `events`, and the `value` alone
 * @throws TypeError, RangeError - at once, when the input, the schema or an option cannot be meant
 * @see {@link converseWithTools} for tools that do something
 */
export function converseJson<const S extends Schema>(
  client: ConverseClient,
  input: JsonInput,
  schema: S,
  options: JsonOptions = {},
): JsonAnswer<SchemaOutput<S>> {
  checkOptions('options', options, 'Pass { grace: 5_000 }, say, or leave them out.');
  checkOptions('input', input, 'Pass { modelId, messages }.', 'the input of a ConverseStreamCommand');
  const { jsonSchema: beside, ...converseOptions } = options;
  const read = readSchema('schema', schema, beside);
  const request = requestFor(input, read.jsonSchema);
  const events = converse(client, request.input, converseOptions);
  const answer = readAnswer(events, request.choice, read);
  const value = answer.pipe(
    filter((snapshot) => snapshot.status === 'complete'),
    map((snapshot) => snapshot.value),
  );
  return Object.assign(
    new Observable<JsonSnapshot<SchemaOutput<S>>>((subscriber) => answer.subscribe(subscriber)),
    {
      events,
      value,
    },
  );
}
