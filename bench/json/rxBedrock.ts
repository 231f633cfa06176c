import { last, type OperatorFunction, Subject } from 'rxjs';
import type { ConverseEvent } from 'rx-bedrock';
import { accumulateJson, accumulateToolUse, settleOutcome } from 'rx-bedrock/operators';
import type { JsonDocument } from './documents.js';
import type { ReadDocument } from './parser.js';

/** Read at the end: the input of the call in the message. */
export const settledOutcome: ReadDocument = (document) => {
  const outcome = lastOf(document, settleOutcome());
  return outcome?.message.content[0]?.toolUse?.input;
};

/** Read at the end: the last list of calls. */
export const lastToolUse: ReadDocument = (document) => {
  const calls = lastOf(document, (events) => events.pipe(accumulateToolUse(), last()));
  return calls?.[0]?.input;
};

/** Read at every delta. */
export const everyToolUse: ReadDocument = (document) => {
  let input: unknown;
  lastOf(document, accumulateToolUse(), (calls) => (input = calls[0]?.input));
  return input;
};

/** Read at every delta. */
export const everyJson: ReadDocument = (document) => lastOf(document, accumulateJson({ name: 'write' }));

function lastOf<T>(
  { events }: JsonDocument,
  operator: OperatorFunction<ConverseEvent, T>,
  look?: (value: T) => void,
): T | undefined {
  const source = new Subject<ConverseEvent>();
  let latest: T | undefined;
  source.pipe(operator).subscribe((value) => {
    latest = value;
    look?.(value);
  });
  for (const event of events) source.next(event);
  source.complete();
  return latest;
}
