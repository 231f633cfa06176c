import { Observable, type Subscriber } from 'rxjs';
import { checkNumber, checkOptions, complaint } from '../check.js';
import { GenerationError } from '../errors.js';
import { onAbort } from '../source/abort.js';
import { badId, isGenerationId } from './id.js';
import type { LogEntry, TailOptions } from './log.js';

/**
 * What every log's `tail` has in common: what it is asked for is checked at the call, the id at the subscription, as
 * it comes from the outside.
 * @param read - hands a reader what lies behind `after`, and ends it
 */
export function reading(
  id: string,
  options: TailOptions,
  read: (subscriber: Subscriber<LogEntry>, after: number) => void,
): Observable<LogEntry> {
  checkOptions('The options of tail()', options, 'Pass { after: 12 }, or leave them out.');
  const { after = 0, signal } = options;
  const isPlace = (value: number) => Number.isSafeInteger(value) && value >= 0;
  checkNumber('options.after', after, isPlace, 'the seq of an event, or 0', 'Leave it out to read all.');
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    const fix = 'Pass controller.signal, not the controller.';
    throw new TypeError(complaint('options.signal', signal, 'an AbortSignal', fix));
  }
  return new Observable((subscriber) => {
    if (!isGenerationId(id)) {
      subscriber.error(badId(id));
      return;
    }
    if (signal) subscriber.add(onAbort(signal, (cause) => subscriber.error(givenUp(cause))));
    if (!subscriber.closed) read(subscriber, after);
  });
}

function givenUp(cause: unknown): GenerationError {
  return new GenerationError('aborted', 'The reading was given up through its signal.', { cause });
}
