import type { SchedulerLike } from 'rxjs';
import { checkFunction, checkNumber, checkOptions, complaint } from '../check.js';
import type { ResponseInfo } from '../response.js';
import { checkScheduler } from '../timing/clock.js';
import { checkPatience } from './watchdog.js';

/** What every source of a generation understands. */
export interface SourceOptions {
  /** Aborts this generation; its reason is kept as the cause of the error. */
  signal?: AbortSignal | undefined;
  /**
   * How long the provider may be silent until the first event, in milliseconds; 0 means for ever.
   * @default 290_000 (models that reason may think for minutes without a word)
   */
  firstEventTimeout?: number | undefined;
  /**
   * How long the provider may be silent between two events, in milliseconds; 0 means for ever.
   * @default 290_000 (the SDK cuts a silent stream at 300 s without a word)
   */
  idleTimeout?: number | undefined;
  /**
   * Who decodes the stream. `'fast'`: rx-bedrock decodes text, tool input and reasoning where they lie, and leaves
   * the rest to the SDK; the events are the same, at a fraction of the cost. `'sdk'`: the SDK decodes everything, for
   * instrumentation that hooks into its decoder. Where there is nothing to decode (a mock client, a browser), or a
   * middleware of yours has wrapped the response's stream, it is the SDK that does it anyway.
   * @default 'fast'
   */
  decode?: 'fast' | 'sdk' | undefined;
  /**
   * The longest frame that is read, in bytes. One that declares more is an error with code `protocol` as soon as its
   * first bytes are there: garbage that is read as a length would be waited for, and kept, for gigabytes. With
   * `decode: 'sdk'` nothing is limited, as the SDK has no such limit.
   * @default 25_165_824 (24 MiB, the most that any of AWS's own SDKs takes; Bedrock's frames have a few kilobytes)
   */
  maxFrameBytes?: number | undefined;
  /**
   * What the silence is measured on.
   * @default asyncScheduler
   */
  scheduler?: SchedulerLike | undefined;
  /** Called once when Bedrock has answered, before the first event. */
  onResponse?: ((info: ResponseInfo) => void) | undefined;
}

const decoders = new Set<unknown>(['fast', 'sdk']);

/** Throws if an option cannot be meant. */
export function checkSourceOptions(options: SourceOptions): void {
  checkOptions('options', options, 'Pass { signal }, say, or leave them out.');
  const { signal, firstEventTimeout, idleTimeout, scheduler, decode, maxFrameBytes, onResponse } = options;
  checkPatience('options.firstEventTimeout', firstEventTimeout);
  checkPatience('options.idleTimeout', idleTimeout);
  checkScheduler('options.scheduler', scheduler);
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    const advice = 'Pass controller.signal, not the controller.';
    throw new TypeError(complaint('options.signal', signal, 'an AbortSignal', advice));
  }
  if (decode !== undefined && !decoders.has(decode)) {
    const advice = "Leave it out for 'fast'.";
    throw new TypeError(complaint('options.decode', decode, "'fast' or 'sdk'", advice));
  }
  if (maxFrameBytes !== undefined) {
    const rule = 'a whole number of bytes from 16 (no frame is shorter) to 4294967295 (none can be longer)';
    checkNumber('options.maxFrameBytes', maxFrameBytes, isFrameLength, rule, 'Leave it out for 24 MiB.');
  }
  if (onResponse !== undefined) {
    checkFunction('options.onResponse', onResponse, 'It is called with { requestId, attempts }.');
  }
}

function isFrameLength(value: number): boolean {
  return Number.isInteger(value) && value >= 16 && value <= 0xffffffff;
}
