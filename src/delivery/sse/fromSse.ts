import { Observable } from 'rxjs';
import { textOfThrown } from '../../check.js';
import { GenerationError } from '../../errors.js';
import type { ConverseEvent } from '../../events.js';
import { deferStart } from '../../sharing/launch.js';
import { onAbort } from '../../source/abort.js';
import { keepingPartial } from '../keepingPartial.js';
import { Journey } from './journey.js';
import { type FromSseOptions, sseSettings } from './options.js';

/**
 * Reads a generation from a server, over as many connections as it takes.
 *
 * <span class="informal">The generation of a server, as if it were made here; a lost network is a pause.</span>
 *
 * Cold: every subscription is a reader of its own, so share it with `multicastReplay()`. After a cut it comes back for
 * what is missing, with a growing delay. Completes when the generation was complete, and when somebody stopped it: then
 * without messageStop, so that folds say `stopped`. Errors with the {@link GenerationError} that the generation failed
 * with (code, `retryable` and request id are kept), with `producerLost`, `logGap` or `logExpired` where it cannot be
 * delivered, and with `network`, `unavailable` or `throttled` when coming back did not help; each with all that had
 * arrived in `partial`. What the server refuses is `rejected`, its answer the `cause`.
 *
 * ```text
 * generation  s-a-b----c-d-e-m|
 * network     -----#                is lost
 * requests    1----2                2 with Last-Event-ID: 3
 * fromSse()   s-a-b----c-d-e-m|
 * ```
 *
 * @example
 * ```ts
 * import { fromSse } from 'rx-bedrock/browser';
 * import { multicastReplay, trackState } from 'rx-bedrock/operators';
 * import { Subject, switchMap } from 'rxjs';
 *
 * const headers = { 'content-type': 'application/json' };
 * const ask = (prompt: string) =>
 *   fromSse('/generations', {
 *     init: { method: 'POST', headers, body: JSON.stringify({ prompt }) },
 *     onOpen: ({ id }) => sessionStorage.setItem('generation', id), // after a reload: fromSse(`/generations/${id}`)
 *   }).pipe(multicastReplay());
 *
 * const prompts = new Subject<string>();
 * const states = prompts.pipe(switchMap((prompt) => ask(prompt).pipe(trackState())));
 * states.subscribe(({ status, text }) => console.log(status, text));
 * ```
 *
 * @param url - where generations are started (with `init.method: 'POST'`), or the one to read
 * @param options - see {@link FromSseOptions}
 * @returns a cold Observable of Bedrock's own events
 * @throws TypeError, RangeError - at once, when an argument cannot be meant
 * @see `createGenerationHandler` in `rx-bedrock/delivery`, which is the server
 */
export function fromSse(url: string | URL, options: FromSseOptions = {}): Observable<ConverseEvent> {
  const settings = sseSettings(url, options);
  const { signal } = settings.init;
  const events = new Observable<ConverseEvent>((subscriber) => {
    const announceStart = deferStart();
    const journey = new Journey(settings);
    let hasBegun = false;
    subscriber.add(() => {
      if (hasBegun) journey.leave();
    });
    if (signal) subscriber.add(onAbort(signal, (reason) => subscriber.error(abortedBy(reason))));
    // As with a request to Bedrock: who leaves in the same task has asked for nothing.
    queueMicrotask(() => {
      if (subscriber.closed) return;
      announceStart();
      hasBegun = true;
      subscriber.add(journey.events().subscribe(subscriber));
    });
  });
  return events.pipe(keepingPartial());
}

function abortedBy(cause: unknown): GenerationError {
  return new GenerationError('aborted', `The reading was aborted by its signal: ${textOfThrown(cause)}`, {
    cause,
  });
}
