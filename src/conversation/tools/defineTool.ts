import { checkFunction, checkOptions, complaint } from '../../check.js';
import { readSchema } from '../schema/readSchema.js';
import type { Schema, SchemaOutput } from '../schema/schema.js';
import { checkToolName, type Tool, type ToolDefinition } from './tool.js';

/**
 * Defines a tool that the model may call, once, for any number of conversations.
 *
 * <span class="informal">What the model is told, and what is done when it calls, in one place.</span>
 *
 * The schema says to the model what the input must be, and gives `run` its type. A Standard Schema (zod, valibot,
 * arktype, …) also checks what the model sends; a plain JSON Schema checks nothing, and the input is any JSON. zod and
 * arktype say themselves what JSON Schema they are; for valibot wrap the schema in `toStandardJsonSchema()` of
 * `@valibot/to-json-schema`; elsewhere pass `jsonSchema` beside it.
 *
 * `run` returns a value, a promise, or an Observable, whose emissions are progress and the last one the result. A
 * string goes to the model as text, an object as JSON, and Bedrock's own content blocks (`{ image }`, `{ document }`,
 * …, one or an array of them) as they are; any other JSON is sent as its text. What it throws goes to the model as an
 * error, by its message: say nothing there that the model must not know.
 *
 * ```text
 * run       --h-w--|         run: () => anObservable: h w progress, and w the result
 * toolRuns  r-H-W--(C|)      r running, H W as far as it has come, C complete
 *
 * run       --#              what it throws: the model is told its message
 * toolRuns  r-(F|)           r running, F failed
 * ```
 *
 * @example
 * ```ts
 * import { defineTool } from 'rx-bedrock';
 * import * as z from 'zod';
 *
 * const weather = defineTool({
 *   name: 'weather',
 *   description: 'The weather in a city, now.',
 *   inputSchema: z.object({ city: z.string() }),
 *   run: async ({ city }, { signal, progress }) => {
 *     progress(`Asking for ${city} …`);
 *     signal.throwIfAborted();
 *     return { city, celsius: 21 };
 *   },
 * });
 * console.log(weather.name, weather.jsonSchema);
 * ```
 *
 * @param definition - see {@link ToolDefinition}
 * @returns the tool, for {@link converseWithTools}
 * @throws TypeError - at once, where Bedrock would refuse it: by its name, or by its schema
 * @see {@link converseWithTools}
 */
export function defineTool<const S extends Schema>(definition: ToolDefinition<S>): Tool<SchemaOutput<S>> {
  checkOptions('The definition of a tool', definition, 'Pass { name, inputSchema, run }.');
  const { name, description, inputSchema, jsonSchema: beside, run } = definition;
  checkToolName(name);
  checkDescription(description);
  checkFunction('run', run, 'It does the work, and returns the result.');
  const { jsonSchema, validate } = readSchema('inputSchema', inputSchema, beside);
  if (jsonSchema['type'] !== 'object') {
    const fix = "Bedrock calls a tool with an object: pass z.object({ … }), say, or { type: 'object' }.";
    throw new TypeError(complaint('The type of inputSchema', jsonSchema['type'], "'object'", fix));
  }
  return { name, ...(description === undefined ? {} : { description }), jsonSchema, validate, run };
}

function checkDescription(description: unknown): void {
  if (description === undefined || (typeof description === 'string' && description.trim() !== '')) return;
  const fix = 'Leave it out where there is nothing to say.';
  throw new TypeError(complaint('description', description, 'text that is not blank', fix));
}
