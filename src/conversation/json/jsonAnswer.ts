import type { Observable } from 'rxjs';
import type { ConverseEvent } from '../../events.js';
import type { DeepPartial } from '../../message/json/deepPartial.js';
import type { SchemaIssue } from '../schema/standardSchema.js';

/** The value of an answer at one moment: any part may be missing until it is `complete`, and has been checked. */
export type JsonSnapshot<T> =
  | { readonly status: 'streaming'; readonly value: DeepPartial<T> }
  | { readonly status: 'complete'; readonly value: T };

/** An answer that is a value, and the generation that it comes from. */
export type JsonAnswer<T> = Observable<JsonSnapshot<T>> & {
  /** The generation, as `converse` would give it: for usage, logs, or the reasoning before the answer. */
  readonly events: Observable<ConverseEvent>;
  /** The value alone, once it is complete and has been checked. */
  readonly value: Observable<T>;
};

/** Why an answer is not the value that was asked for: the `cause` of the `GenerationError`. */
export class InvalidAnswer extends Error {
  override readonly name = 'InvalidAnswer';
  /** What the model has said, raw, as far as it came. */
  readonly text: string;
  /** What the schema has to say against it; nothing where it is no JSON at all. */
  readonly issues: readonly SchemaIssue[];

  constructor(message: string, text: string, issues: readonly SchemaIssue[] = []) {
    super(message);
    this.text = text;
    this.issues = issues;
  }
}
