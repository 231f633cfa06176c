import type { JsonValue } from '../../message/toolInput.js';
import type { JsonSchema, JsonStandardSchema, StandardSchema } from './standardSchema.js';

/** What says how a value must look: a Standard Schema, which checks it, or a plain JSON Schema, which does not. */
export type Schema = StandardSchema | JsonSchema;

/** What comes out of a schema: of a plain JSON Schema any JSON. */
export type SchemaOutput<S> = S extends StandardSchema<infer _Input, infer Output> ? Output : JsonValue;

/** The JSON Schema to give beside a schema: needed where it cannot say it itself. */
export type BesideSchema<S> = S extends JsonStandardSchema
  ? { readonly jsonSchema?: JsonSchema | undefined }
  : S extends StandardSchema
    ? {
        /** The schema once more, for Bedrock: this library's schemas cannot say it themselves. */
        readonly jsonSchema: JsonSchema;
      }
    : { readonly jsonSchema?: undefined };
