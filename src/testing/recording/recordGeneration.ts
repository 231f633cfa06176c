import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { asyncScheduler, type MonoTypeOperatorFunction, type TimestampProvider } from 'rxjs';
import { checkFunction, checkOptions, checkSource } from '../../check.js';
import type { ConverseEvent } from '../../events.js';
import { respond } from '../../respond.js';
import { tellEnd } from '../../sharing/isolate.js';
import { checkClock, steadyClock } from '../../timing/clock.js';
import { headLine } from './format.js';
import { Recorder } from './recorder.js';

/** What `recordGeneration` understands. */
export interface RecordGenerationOptions {
  /** Is given each line, with the line feed at its end, while the generation comes. Nobody waits for it: it must not be async. */
  write: (line: string) => void;
  /**
   * Written into the first line as it is, prompts and all; `{ modelId }` alone will do.
   * @default nothing of the request
   */
  request?: Partial<ConverseStreamCommandInput> | undefined;
  /**
   * The clock to read: a scheduler, or `performance` for fractions of a millisecond.
   * @default asyncScheduler
   */
  scheduler?: TimestampProvider | undefined;
}

/**
 * Writes down every event with its time, and how it ended, and lets everything through.
 *
 * <span class="informal">Last night's incident, as a file that plays again.</span>
 *
 * What is written is NDJSON: a line that says what it is and in which version; one line per event, with the
 * milliseconds since the subscription, bytes as `{"$bytes":"base64"}`; and one for the end, by the status that the
 * outcome has: `complete`, `stopped` (somebody stopped it, or the last subscriber has left), or the error with its
 * code, message, `retryable` and request id. A line is written before its event is handed on, so that whatever was
 * seen is in the file. It holds no date, and no prompt unless you pass the `request`; what the model has said is all
 * in it.
 *
 * Use it as `upstream` of `converse`, one for each generation. If `write` throws, the stream errors and nothing more
 * is written; at an error, or when it is left, what it throws is reported the RxJS way. Who would rather lose a
 * recording than a generation catches it in `write`.
 *
 * ```text
 * in                           -s-a-b-e-m|
 * recordGeneration({ write })  -s-a-b-e-m|
 * write                        hs-a-b-e-ml     h the head, l how it ended
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { recordGeneration, textMessage } from 'rx-bedrock/testing';
 *
 * of(...textMessage('Hello, world'))
 *   .pipe(recordGeneration({ write: (line) => process.stdout.write(line) }))
 *   .subscribe();
 * ```
 *
 * @param options - see {@link RecordGenerationOptions}
 * @returns an operator that changes nothing
 * @throws TypeError - at once, when an option cannot be meant
 * @see {@link fromRecording} to play it, {@link toMarbles} to test with it
 */
export function recordGeneration(options: RecordGenerationOptions): MonoTypeOperatorFunction<ConverseEvent> {
  const fix = 'Pass { write: (line) => appendFileSync(path, line) }, say.';
  checkOptions('The options of recordGeneration()', options, fix);
  const { write, request, scheduler = asyncScheduler } = options;
  checkFunction('options.write', write, fix);
  if (request !== undefined)
    checkOptions('options.request', request, 'Pass the input of converse(), or { modelId }.');
  checkClock('options.scheduler', scheduler);
  return (source) =>
    respond(checkSource('recordGeneration', source), (outlet) => {
      const recorder = new Recorder(write, steadyClock(scheduler), headLine(request));
      outlet.onClose(() => {
        tellEnd(() => {
          recorder.end();
        });
      });
      return {
        next(event) {
          recorder.note(event);
          outlet.emit([event]);
        },
        last(failure) {
          recorder.end(failure);
        },
      };
    });
}
