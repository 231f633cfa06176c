import { catchError, concat, defer, EMPTY, map, type Observable, throwError } from 'rxjs';
import { GenerationError } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import { emptyMessage, foldMessage, type MessageState, snapshotOf, textOf } from '../message/fold.js';
import { checkGrammar, startOfGrammar } from '../message/grammar.js';

/**
 * The same events, held to the grammar of a message, and never taken for complete without a messageStop.
 * @param toError - makes the source's own error into the one to deliver, given all that had arrived
 */
export function verified(
  source: Observable<ConverseEvent>,
  toError: (error: unknown, seen: MessageState) => unknown,
): Observable<ConverseEvent> {
  return defer(() => {
    const grammar = startOfGrammar();
    let seen = emptyMessage;
    const checked = source.pipe(
      map((event) => {
        const fault = checkGrammar(grammar, event);
        if (fault) throw new GenerationError('protocol', fault, { partial: snapshotOf(seen) });
        seen = foldMessage(seen, event);
        return event;
      }),
      catchError((error: unknown) => throwError(() => toError(error, seen))),
    );
    return concat(
      checked,
      defer(() => (seen.hasStopped ? EMPTY : throwError(() => truncated(seen)))),
    );
  });
}

function truncated(seen: MessageState): GenerationError {
  const { length } = textOf(seen);
  const message = seen.hasContent
    ? `The stream ended without messageStop, after ${length} characters of text: the message is not whole.`
    : 'The stream ended without messageStop, before any content: there is no message.';
  return new GenerationError('truncated', message, {
    partial: snapshotOf(seen),
    retryable: !seen.hasContent,
  });
}
