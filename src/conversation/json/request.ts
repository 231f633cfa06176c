import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { complaint } from '../../check.js';
import type { JsonSchema } from '../schema/standardSchema.js';
import { entryOf } from '../tools/tool.js';
import { forOutputFormat } from './outputFormat.js';

/**
 * What a `ConverseStreamCommand` takes. `outputConfig: { textFormat: { type: 'json_schema' } }` asks for Bedrock's own
 * output format; its `structure` is made of the schema.
 */
export type JsonInput = Omit<ConverseStreamCommandInput, 'outputConfig'> & {
  outputConfig?: { textFormat?: JsonFormat | undefined; effort?: string | undefined } | undefined;
};

/** As the SDK has it. Written down here, because the oldest SDK that will do does not know it. */
interface JsonFormat {
  type: 'json_schema' | undefined;
  structure?: JsonStructure | undefined;
}

interface JsonStructure {
  jsonSchema?: { schema: string | undefined; name?: string | undefined; description?: string | undefined };
  $unknown?: [string, unknown];
}

/** A request for a value, and where in the answer it will be. */
export interface JsonRequest {
  readonly input: ConverseStreamCommandInput;
  /** The tool whose input it is; without one it is the text of the answer. */
  readonly choice: { readonly name: string } | undefined;
}

const name = 'answer';

/** Asks for a value: in Bedrock's own output format where the input says so, else by a tool that must be called. */
export function requestFor(input: JsonInput, schema: JsonSchema): JsonRequest {
  const { outputConfig } = input;
  const { textFormat } = outputConfig ?? {};
  if (!textFormat?.structure) checkIsObject(schema);
  const asked = textFormat
    ? { outputConfig: { ...outputConfig, textFormat: formatFor(textFormat, schema) } }
    : { toolConfig: toolFor(input, schema) };
  return {
    input: { ...input, ...asked } as ConverseStreamCommandInput,
    choice: textFormat ? undefined : { name },
  };
}

/** A tool is called with an object, and the output format wants one at the top, too. */
function checkIsObject(schema: JsonSchema): void {
  if (schema['type'] === 'object') return;
  const fix =
    'Bedrock takes nothing else at the top: wrap it in an object with one member, z.object({ items: … }), say.';
  throw new TypeError(complaint('The type of the schema', schema['type'], "'object'", fix));
}

function formatFor({ type, structure }: JsonFormat, schema: JsonSchema): JsonFormat {
  const jsonSchema = { name, schema: JSON.stringify(forOutputFormat(schema)) };
  return { type, structure: structure ?? { jsonSchema } };
}

function toolFor(
  { toolConfig }: JsonInput,
  jsonSchema: JsonSchema,
): ConverseStreamCommandInput['toolConfig'] {
  const entry = entryOf({
    name,
    description: 'Gives the answer, in the form that is asked for.',
    jsonSchema,
  });
  return { tools: [entry, ...(toolConfig?.tools ?? [])], toolChoice: { tool: { name } } };
}
