/**
 * A schema of any library that follows [Standard Schema](https://standardschema.dev): zod, valibot, arktype, ….
 * Written down here as far as it is used, so that no library has to be installed.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': StandardProperties<Input, Output>;
}

/** A {@link StandardSchema} that can say itself what JSON Schema it is. */
export interface JsonStandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': StandardProperties<Input, Output> & {
    readonly jsonSchema: { readonly input: (options: { target: 'draft-2020-12' }) => JsonSchema };
  };
}

interface StandardProperties<Input, Output> {
  readonly version: 1;
  readonly vendor: string;
  readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
}

/** What a schema says of a value: the output, or what is wrong. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** What is wrong with a value, and where. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A JSON Schema, plain. */
export type JsonSchema = Readonly<Record<string, unknown>>;
