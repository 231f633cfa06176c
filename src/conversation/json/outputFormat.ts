import { isRecord } from '../../message/shapes.js';
import type { JsonSchema } from '../schema/standardSchema.js';

/** What Bedrock refuses in the schema of an output format; the schema itself checks it when the answer is there. */
const refused = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  '$schema',
]);

/** Keywords whose value is a schema, or a list of them. */
const nested = new Set(['items', 'prefixItems', 'anyOf', 'allOf', 'oneOf', 'additionalProperties', 'not']);

/** Keywords whose value has a schema for each name. */
const named = new Set(['properties', '$defs', 'definitions']);

/** The same schema, as far as Bedrock takes it for an output format: without bounds, and every object closed. */
export function forOutputFormat(schema: JsonSchema): JsonSchema {
  const kept = Object.entries(schema).filter(([keyword]) => !refused.has(keyword));
  const fit = Object.fromEntries(kept.map(([keyword, value]) => [keyword, fitValue(keyword, value)]));
  return fit['type'] === 'object' ? { ...fit, additionalProperties: false } : fit;
}

function fitValue(keyword: string, value: unknown): unknown {
  if (nested.has(keyword)) return Array.isArray(value) ? value.map(fitSchema) : fitSchema(value);
  if (!named.has(keyword) || !isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, fitSchema(schema)]));
}

/** A schema may be `true` or `false` too. */
function fitSchema(schema: unknown): unknown {
  return isRecord(schema) ? forOutputFormat(schema) : schema;
}
