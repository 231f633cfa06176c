import { catchError, defer, EMPTY, type MonoTypeOperatorFunction, tap, throwError } from 'rxjs';
import { GenerationError, toGenerationError, withDetails } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import { partialOf } from '../message/snapshotOf.js';
import { ReplayLog } from '../sharing/replayLog.js';

/**
 * The same events, with all that had arrived in the error: what carries a generation from one process to another does
 * not know what has gone before. Where the message and its usage are whole already nothing can be lost any more, and
 * an error comes too late.
 */
export function keepingPartial(): MonoTypeOperatorFunction<ConverseEvent> {
  return (source) =>
    defer(() => {
      // Kept joined, and folded only when there is a failure to tell it.
      const arrived = new ReplayLog();
      let hasStopped = false;
      let hasUsage = false;
      return source.pipe(
        tap((event) => {
          arrived.append(event);
          hasStopped ||= event.messageStop != null;
          hasUsage ||= event.metadata?.usage != null;
        }),
        catchError((error: unknown) => {
          if (hasStopped && hasUsage) return EMPTY;
          const partial = partialOf(arrived.fold());
          return throwError(() =>
            error instanceof GenerationError
              ? withDetails(error, { partial })
              : toGenerationError(error, partial),
          );
        }),
      );
    });
}
