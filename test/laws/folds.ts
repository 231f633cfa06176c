import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import {
  accumulateCitations,
  accumulateJson,
  accumulateMessage,
  accumulateReasoning,
  accumulateText,
  accumulateToolUse,
  accumulateUsage,
  selectJsonPath,
  settleOutcome,
  trackState,
} from 'rx-bedrock/operators';
import { type Observable, scan } from 'rxjs';

/** The last value of each fold; what is not there yet is `undefined`. */
export interface Folds {
  message?: unknown;
  text?: unknown;
  calls?: unknown;
  reasoning?: unknown;
  citations?: unknown;
  json?: unknown;
  values?: unknown;
  answer?: unknown;
  outcome?: unknown;
  state?: unknown;
  usage?: unknown;
}

/**
 * Folds a stream in all the ways that a screen would; the result grows with the stream.
 * @param tool - the name of the tool of whose input `json` is the value
 */
export function foldAll(events: Observable<ConverseEvent>, tool = 'weather'): Folds {
  const folds: Folds = {};
  const keep = (name: keyof Folds) => ({
    next: (value: unknown) => (folds[name] = value),
    // That it failed is in the outcome.
    error: () => undefined,
  });
  events.pipe(accumulateMessage()).subscribe(keep('message'));
  events.pipe(accumulateText()).subscribe(keep('text'));
  events.pipe(accumulateToolUse()).subscribe(keep('calls'));
  events.pipe(accumulateReasoning()).subscribe(keep('reasoning'));
  events.pipe(accumulateCitations()).subscribe(keep('citations'));
  events.pipe(accumulateJson({ name: tool })).subscribe(keep('json'));
  events.pipe(accumulateJson()).subscribe(keep('answer'));
  const values = selectJsonPath<unknown>(['*'], { name: tool });
  events
    .pipe(
      values,
      scan((all: unknown[], value) => [...all, value], []),
    )
    .subscribe(keep('values'));
  events.pipe(settleOutcome()).subscribe(keep('outcome'));
  events.pipe(trackState()).subscribe(keep('state'));
  events.pipe(accumulateUsage()).subscribe(keep('usage'));
  return folds;
}

/** The same with every error as what it says: two folds of a foreign error each wrap it anew. */
export function plain(value: unknown): unknown {
  if (value instanceof GenerationError) {
    const { name, message, code, retryable, partial, response, cause } = value;
    return { name, message, code, retryable, partial, response, cause };
  }
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}
