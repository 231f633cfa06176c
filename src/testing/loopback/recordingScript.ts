import { checkOptions } from '../../check.js';
import type { GenerationErrorCode } from '../../errors.js';
import { checkSpeed } from '../recording/fromRecording.js';
import { type Entry, linesOf, readRecording, type Recording } from '../recording/readRecording.js';
import { exception, type StreamException, stall, wait } from '../script.js';
import { bytes, type LoopbackScript, type LoopbackStep, reset } from './steps.js';

/** What `recordingScript` understands. */
export interface RecordingScriptOptions {
  /**
   * How many times as fast as it was; `Infinity` sends all at once.
   * @default 1
   */
  speed?: number | undefined;
}

/**
 * A recording as a script for a loopback Bedrock, which sends it to each request: the incident over the real wire.
 *
 * What Bedrock had done to the generation it does again: it sends an exception, breaks the connection, cuts the
 * stream or sends what is none. What the client had done itself, such as to stop, to abort or to lose patience, is
 * left to the client: the server is silent then. A recording that cannot be read breaks the connection where the
 * fault is, and `close()` rejects with the number of the line.
 *
 * @example
 * ```ts
 * import { converse, toOutcome, userMessage } from 'rx-bedrock';
 * import { startLoopbackBedrock, recordingScript } from 'rx-bedrock/testing/loopback';
 *
 * const recording = `{"format":"rx-bedrock recording","version":1}
 * {"at":0,"event":{"messageStart":{"role":"assistant"}}}
 * {"at":20,"event":{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":"Half of"}}}}
 * {"at":25,"end":"error","error":{"code":"truncated","message":"The stream was cut.","retryable":false}}`;
 *
 * const bedrock = await startLoopbackBedrock({ script: recordingScript(recording) });
 * const { status } = await toOutcome(converse(bedrock.client(), { modelId: 'any', messages: [userMessage('Hi')] }));
 * console.log(status); // truncated
 * await bedrock.close();
 * ```
 *
 * @param recording - the text that `recordGeneration` has written, or its lines
 * @param options - see {@link RecordingScriptOptions}
 * @returns a script for {@link startLoopbackBedrock}
 * @throws TypeError, RangeError - at once, when the recording is no text or an option cannot be meant
 */
export function recordingScript(recording: Recording, options: RecordingScriptOptions = {}): LoopbackScript {
  const lines = linesOf(recording);
  checkOptions('The options of recordingScript()', options, 'Pass { speed: 10 }, say, or leave them out.');
  const { speed = 1 } = options;
  checkSpeed(speed);
  return function* () {
    const start = performance.now();
    for (const entry of readRecording(lines)) {
      // From the start on, so that what one timer is late by is not added to the next.
      const pause = start + entry.at / speed - performance.now();
      if (pause > 0) yield wait(pause);
      yield* stepsOf(entry);
    }
  };
}

function* stepsOf(entry: Entry): Generator<LoopbackStep> {
  if ('event' in entry) yield entry.event;
  else if ('fault' in entry) {
    yield arrival;
    throw new SyntaxError(entry.fault);
  } else if ('error' in entry) yield* failing(entry.error.code, entry.error.message);
  else if (entry.end === 'stopped') yield stall();
}

/** What makes the client see that code again. */
function failing(code: GenerationErrorCode, message: string): LoopbackStep[] {
  const type = exceptions[code];
  if (type) return [exception(type, message)];
  if (code === 'network') return [arrival, reset()];
  if (code === 'protocol') return [bytes(new Uint8Array(16))];
  return code === 'truncated' ? [] : [stall()];
}

/** A broken connection loses what is still under way: so long it may take to arrive. */
const arrival: LoopbackStep = /* @__PURE__ */ wait(50);

const exceptions: Partial<Record<GenerationErrorCode, StreamException>> = {
  throttled: 'throttlingException',
  unavailable: 'serviceUnavailableException',
  model: 'modelStreamErrorException',
  rejected: 'validationException',
};
