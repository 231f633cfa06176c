import { catchError, concat, defer, EMPTY, from, map, type Observable, of, tap, throwError } from 'rxjs';
import { GenerationError } from '../../errors.js';
import type { ConverseEvent } from '../../events.js';
import { emptyMessage, foldMessage, type MessageState } from '../../message/fold.js';
import type { DeepPartial } from '../../message/json/deepPartial.js';
import { readJson } from '../../message/json/readJson.js';
import { valueReader } from '../../message/json/valueReader.js';
import { isRecord } from '../../message/shapes.js';
import { partialOf } from '../../message/snapshotOf.js';
import { textOf } from '../../message/text.js';
import { toolCallsOf } from '../../message/toolCall.js';
import { isPromiseLike } from '../promiseLike.js';
import { textOfIssues } from '../schema/issues.js';
import type { ReadSchema } from '../schema/readSchema.js';
import type { SchemaIssue } from '../schema/standardSchema.js';
import { InvalidAnswer, type JsonSnapshot } from './jsonAnswer.js';
import type { JsonRequest } from './request.js';

/** The value of an answer as it grows, and at last as the schema takes it. */
export function readAnswer<T>(
  events: Observable<ConverseEvent>,
  choice: JsonRequest['choice'],
  schema: ReadSchema<T>,
): Observable<JsonSnapshot<T>> {
  return defer(() => {
    let seen = emptyMessage;
    let latest: { readonly value: unknown } | undefined;
    const noted = events.pipe(tap((event) => (seen = foldMessage(seen, event))));
    const growing = readJson(noted, choice, valueReader).pipe(
      tap((value) => (latest = { value })),
      map((value): JsonSnapshot<T> => ({ status: 'streaming', value: value as DeepPartial<T> })),
      catchError((error: unknown) => throwError(() => withRawText(error, seen, rawText(seen, choice)))),
    );
    const whole = defer(() => {
      // Without its messageStop somebody has stopped it.
      if (!seen.hasStopped) return EMPTY;
      const refuse = refusalOf(seen, choice);
      if (!latest) return throwError(() => refuse('The model has given no value.'));
      return checked(schema, latest.value, refuse);
    });
    return concat(growing, whole);
  });
}

/** The last word of the schema. */
function checked<T>(schema: ReadSchema<T>, value: unknown, refuse: Refusal): Observable<JsonSnapshot<T>> {
  const result = schema.validate(value);
  const results = isPromiseLike(result) ? from(result) : of(result);
  return results.pipe(
    map((outcome) => {
      if (!outcome.issues) return { status: 'complete', value: outcome.value };
      const complaint = `The model's JSON does not match the schema. ${textOfIssues(outcome.issues)}`;
      throw refuse(complaint, outcome.issues);
    }),
  );
}

/** Makes the error of an answer that will not do. */
type Refusal = (complaint: string, issues?: readonly SchemaIssue[]) => GenerationError;

function refusalOf(seen: MessageState, choice: JsonRequest['choice']): Refusal {
  return (complaint, issues) => {
    const message = `${complaint} The stop reason is ${seen.details.stopReason}.${hintOf(seen)}`;
    const cause = new InvalidAnswer(complaint, rawText(seen, choice), issues);
    return new GenerationError('model', message, { partial: partialOf(seen), cause });
  };
}

/** What is no JSON is the same kind of error; whatever else has failed stays as it is. */
function withRawText(error: unknown, seen: MessageState, text: string): unknown {
  if (!(error instanceof GenerationError && isRecord(error.cause) && 'position' in error.cause)) return error;
  const { code, message, partial } = error;
  const cause = new InvalidAnswer(message, text);
  return new GenerationError(code, `${message.slice(code.length + 2)}${hintOf(seen)}`, { partial, cause });
}

/** What to do about an answer that had no room. */
function hintOf({ details: { stopReason } }: MessageState): string {
  return stopReason === 'max_tokens' ? ' The answer was cut: raise inferenceConfig.maxTokens.' : '';
}

/** What the model has said by way of an answer. */
function rawText(seen: MessageState, choice: JsonRequest['choice']): string {
  const call = choice && toolCallsOf(seen).find(({ name }) => name === choice.name);
  return call?.inputText ?? textOf(seen);
}
