import type { Observable } from 'rxjs';
import { GenerationError, type GenerationErrorDetails } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import type { MessageState } from '../message/fold.js';
import { checkGrammar, startOfGrammar } from '../message/grammar.js';
import { partialOf } from '../message/snapshotOf.js';
import { textOf } from '../message/text.js';
import { relay } from '../relay.js';
import type { ResponseInfo } from '../response.js';
import { ReplayLog } from '../sharing/replayLog.js';
import { KnownFailure } from './knownFailure.js';

/** What the source of events knows, and `verified` does not. */
interface SourceKnowledge {
  /** Makes the source's own error into the one to deliver, given all that had arrived. */
  toError: (error: unknown, seen: MessageState) => unknown;
  /** The response that the events come in, where there is one. */
  response?: () => ResponseInfo | undefined;
  /**
   * All that has arrived, where somebody behind keeps it anyway.
   * @default a record of its own
   */
  arrived?: (() => MessageState) | undefined;
}

/** The same events, held to the grammar of a message, and never taken for complete without a messageStop. */
export function verified(
  source: Observable<ConverseEvent>,
  { toError, response, arrived }: SourceKnowledge,
): Observable<ConverseEvent> {
  return relay(source, (subscriber) => {
    const grammar = startOfGrammar();
    // Kept joined, and folded only when there is a failure to tell it.
    const record = new ReplayLog();
    const seen = arrived ?? (() => record.fold());
    let hasUsage = false;
    return {
      next: (event) => {
        const fault = checkGrammar(grammar, event);
        if (fault) throw new GenerationError('protocol', fault, withPartial(seen(), response?.()));
        if (!arrived) record.append(event);
        hasUsage ||= event.metadata?.usage != null;
        subscriber.next(event);
      },
      error: (error) => {
        // Once all is there nothing can be lost any more; who gives up a whole message misses only its metadata.
        const isAbort = error instanceof KnownFailure && error.code === 'aborted';
        const isTooLate = grammar.hasStopped && (isAbort || hasUsage);
        if (isTooLate) subscriber.complete();
        else subscriber.error(toError(error, seen()));
      },
      complete: () => {
        if (grammar.hasStopped) subscriber.complete();
        else subscriber.error(truncated(seen(), response?.()));
      },
    };
  });
}

/** All that had arrived, and the response it came in: what every error of a source carries. */
export function withPartial(seen: MessageState, response: ResponseInfo | undefined): GenerationErrorDetails {
  return { partial: partialOf(seen), ...(response ? { response } : {}) };
}

function truncated(seen: MessageState, response: ResponseInfo | undefined): GenerationError {
  const { length } = textOf(seen);
  const message = seen.hasContent
    ? `The stream ended without messageStop, after ${length} characters of text: the message is not whole.`
    : 'The stream ended without messageStop, before any content: there is no message.';
  const details = withPartial(seen, response);
  return new GenerationError('truncated', message, { ...details, retryable: !seen.hasContent });
}
