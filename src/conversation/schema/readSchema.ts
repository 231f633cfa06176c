import { complaint, textOfThrown } from '../../check.js';
import type { JsonValue } from '../../message/toolInput.js';
import type { Schema, SchemaOutput } from './schema.js';
import type { JsonSchema, JsonStandardSchema, StandardResult, StandardSchema } from './standardSchema.js';

/** A schema as it is used: told to the model, and held against what the model says. */
export interface ReadSchema<T> {
  readonly jsonSchema: JsonSchema;
  readonly validate: (value: unknown) => StandardResult<T> | PromiseLike<StandardResult<T>>;
}

/**
 * Reads a schema of either kind.
 * @param beside - the JSON Schema that was given beside it
 * @throws TypeError - where there is no JSON Schema to be had
 */
export function readSchema<S extends Schema>(
  name: string,
  schema: S,
  beside: JsonSchema | undefined,
): ReadSchema<SchemaOutput<S>> {
  if (!isStandard(schema)) {
    checkJsonSchema(name, schema);
    // It has said to the model what to send, and that is all: what comes is any JSON.
    return { jsonSchema: schema, validate: (value) => ({ value: value as JsonValue as SchemaOutput<S> }) };
  }
  if (beside !== undefined) checkJsonSchema('jsonSchema', beside);
  return {
    jsonSchema: beside ?? jsonSchemaOf(name, schema),
    validate: (value) => schema['~standard'].validate(value) as StandardResult<SchemaOutput<S>>,
  };
}

/** In some libraries a schema is a function. */
function isStandard(schema: unknown): schema is StandardSchema {
  const known = (schema as Partial<StandardSchema> | null | undefined)?.['~standard'];
  return typeof known?.validate === 'function';
}

function checkJsonSchema(name: string, schema: unknown): asserts schema is JsonSchema {
  if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) return;
  const fix = "Pass z.object({ … }), say, or { type: 'object', properties: { … } }.";
  throw new TypeError(complaint(name, schema, 'a Standard Schema or a JSON Schema', fix));
}

function jsonSchemaOf(name: string, schema: StandardSchema): JsonSchema {
  const { jsonSchema, vendor } = schema['~standard'] as Partial<JsonStandardSchema['~standard']>;
  const rule = 'a schema that can say what JSON Schema it is';
  const fix =
    vendor === 'valibot'
      ? 'Wrap it in toStandardJsonSchema() of @valibot/to-json-schema, or pass jsonSchema beside it.'
      : 'Pass jsonSchema beside it.';
  if (!jsonSchema) throw new TypeError(complaint(name, schema, rule, fix));
  try {
    // What the model sends is what goes into the schema.
    const { $schema: _dialect, ...said } = jsonSchema.input({ target: 'draft-2020-12' });
    return said;
  } catch (cause) {
    throw new TypeError(complaint(name, schema, `${rule} (${textOfThrown(cause)})`, fix), { cause });
  }
}
