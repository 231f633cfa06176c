import { catchError, defer, type Observable, throwError } from 'rxjs';
import { checkFunction, checkOptions } from '../check.js';
import { type GenerationError, toGenerationError } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import { emptyMessage } from '../message/fold.js';
import { partialOf } from '../message/snapshotOf.js';
import { heldBeforeContent } from './beforeContent.js';
import {
  attemptsOf,
  checkCandidates,
  eventsOf,
  failedBy,
  isDeliberate,
  servedBy,
  type SourceCandidate,
} from './candidates.js';

/** What `fallback` understands. */
export interface FallbackOptions {
  /**
   * Whether to go on to the next source after an error that came before any content.
   * @default after every error but `aborted` and `budget`
   */
  when?: ((error: GenerationError) => boolean) | undefined;
}

/**
 * Asks one source after the other, until one of them has something to show.
 *
 * <span class="informal">Another region, another model, another account: who asked gets an answer.</span>
 *
 * The next source is subscribed to when the one before it has failed before any content; of that one nothing is seen.
 * Once there is content, an error is final. `response.source` says which one served, by its position, and
 * `response.attempts` counts the requests of all. A source that completes without anything is an end, too: put
 * `verifyStream()` behind sources of your own. Where all fail, the error is that of the last. Share the result with
 * `multicastReplay()`.
 *
 * ```text
 * source 0           -s-#                # access denied in this region
 * source 1              -s-a----b-e-m|
 * fallback(sources)  ------(sa)-b-e-m|   response.source '1'
 * ```
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { fallback, fromConverseStream, userMessage } from 'rx-bedrock';
 * import { multicastReplay, selectText } from 'rx-bedrock/operators';
 *
 * const input = { modelId: 'us.amazon.nova-micro-v1:0', messages: [userMessage('Hello')] };
 * const ask = (region: string) => () => fromConverseStream(new BedrockRuntimeClient({ region }), input);
 * const generation = fallback([ask('us-east-1'), ask('us-west-2')]).pipe(multicastReplay());
 * generation.pipe(selectText()).subscribe({ next: (text) => console.log(text), error: console.error });
 * ```
 *
 * @param sources - Observables of events, or functions that make them when it is their turn
 * @param options - see {@link FallbackOptions}
 * @returns a cold Observable of the events of the one that serves
 * @throws TypeError - at once, when there is no source, or an option cannot be meant
 * @see {@link firstToStart} to start the next one while the first is still silent
 */
export function fallback(
  sources: readonly SourceCandidate[],
  options: FallbackOptions = {},
): Observable<ConverseEvent> {
  checkCandidates('fallback', sources);
  // The list is the caller's, who may go on with it.
  const candidates = [...sources];
  checkOptions('The options of fallback()', options, 'Pass { when }, or leave them out.');
  const { when = isWorthAnother } = options;
  checkFunction('options.when', when, 'It is given the error, and says whether to go on.');

  function from(position: number, failed: number): Observable<ConverseEvent> {
    return defer(() => {
      let mayGoOn = position < candidates.length - 1;
      const events = defer(() => eventsOf('fallback', candidates[position]!, position));
      const attempt = heldBeforeContent(events, (response) => {
        mayGoOn = false;
        return servedBy(position, response, failed);
      });
      return attempt.pipe(
        catchError((thrown: unknown) => {
          const goesOn = mayGoOn && when(toGenerationError(thrown, partialOf(emptyMessage)));
          if (goesOn) return from(position + 1, failed + attemptsOf(thrown));
          return throwError(() => failedBy(position, thrown, failed));
        }),
      );
    });
  }

  return from(0, 0);
}

function isWorthAnother(error: GenerationError): boolean {
  return !isDeliberate(error);
}
