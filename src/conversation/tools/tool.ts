import type { Tool as ToolEntry } from '@aws-sdk/client-bedrock-runtime';
import { complaint } from '../../check.js';
import type { JsonValue } from '../../message/toolInput.js';
import type { BesideSchema, Schema, SchemaOutput } from '../schema/schema.js';
import type { JsonSchema, StandardResult } from '../schema/standardSchema.js';

/** What a tool is given beside its input. */
export interface ToolContext {
  /**
   * Aborts when nobody wants the result any more. Its reason says why: that of the `signal` option or of `stop`, where
   * it was given one; else an `AbortError` when all was stopped, a `TimeoutError` when the tool took too long, and the
   * `GenerationError` when the generation has failed, or everybody has left.
   */
  readonly signal: AbortSignal;
  /** Shows those who follow the run how far it has come. */
  readonly progress: (value: unknown) => void;
}

/** What `defineTool` is given. */
export type ToolDefinition<S extends Schema> = BesideSchema<S> & {
  /** 1 to 64 letters, digits, `_` and `-`. */
  readonly name: string;
  /** Tells the model what the tool is good for, and when to use it. */
  readonly description?: string | undefined;
  /** A Standard Schema (zod, valibot, arktype, …) or a plain JSON Schema, of an object. */
  readonly inputSchema: S;
  /**
   * Does the work. It returns a value, a promise, or an Observable whose emissions are progress, and the last one the
   * result.
   */
  readonly run: (input: SchemaOutput<S>, context: ToolContext) => unknown;
};

/** A tool that the model may call: made by `defineTool`. */
export interface Tool<Input = unknown> {
  readonly name: string;
  readonly description?: string;
  /** What the model is told of the input. */
  readonly jsonSchema: JsonSchema;
  /** Checks the input of a call, and makes of it what `run` takes. */
  validate(input: unknown): StandardResult<Input> | PromiseLike<StandardResult<Input>>;
  run(input: Input, context: ToolContext): unknown;
}

/** Throws unless Bedrock takes it for the name of a tool. */
export function checkToolName(name: unknown): void {
  if (typeof name === 'string' && /^[a-zA-Z0-9_-]{1,64}$/.test(name)) return;
  const rule = '1 to 64 letters, digits, "_" and "-"';
  throw new TypeError(complaint('The name of a tool', name, rule, "Call it 'current_weather', say."));
}

/** What the model is told of a tool. */
export function entryOf({ name, description, jsonSchema }: Omit<Tool, 'validate' | 'run'>): ToolEntry {
  const inputSchema = { json: jsonSchema as JsonValue };
  return { toolSpec: { name, ...(description === undefined ? {} : { description }), inputSchema } };
}
