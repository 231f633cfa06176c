import type { ConverseEvent } from '../../events.js';
import type { Script, ScriptStep } from '../script.js';
import { encodeEvent } from './frames.js';

/** What a loopback Bedrock can do beside what every script can: the ways in which a wire misbehaves. */
export type LoopbackStep =
  | ScriptStep
  | { step: 'headers' }
  | { step: 'bytes'; bytes: Uint8Array }
  | { step: 'reset' }
  | { step: 'goAway'; errorCode: number }
  | { step: 'httpError'; status: number; type: string; message: string };

/** What a loopback Bedrock does for a request. */
export type LoopbackScript = Script<LoopbackStep>;

/** Sends the response headers now; otherwise they go out with the first bytes. */
export function headers(): LoopbackStep {
  return { step: 'headers' };
}

/** Sends bytes as they are, in a chunk of their own; the same step twice is a chunk that comes twice. */
export function bytes(chunk: Uint8Array): LoopbackStep {
  return { step: 'bytes', bytes: chunk };
}

/** Breaks the connection, as a peer does that dies. */
export function reset(): LoopbackStep {
  return { step: 'reset' };
}

/**
 * Says that this connection takes no further request, as a server does that is about to be replaced, and goes on with
 * this one: GOAWAY in HTTP/2. HTTP/1.1 can say it in the headers only, as `connection: close`: once they are out, this
 * does nothing there. With an error code the server gives up the connection and what is under way on it; HTTP/1.1 has
 * no codes, and just breaks it.
 * @param errorCode - of HTTP/2; 0 is no error
 */
export function goAway(errorCode = 0): LoopbackStep {
  return { step: 'goAway', errorCode };
}

/** Answers with an HTTP error in place of a stream: it must be the first step. */
export function httpError(status: number, type: string, message = `A scripted ${type}.`): LoopbackStep {
  return { step: 'httpError', status, type, message };
}

/** The frames of events, cut into chunks of `size` bytes wherever that falls. */
export function chunked(
  events: Iterable<ConverseEvent>,
  size: number | (() => number),
): Iterable<LoopbackStep> {
  return {
    *[Symbol.iterator]() {
      const all = Buffer.concat([...events].map(encodeEvent));
      for (let from = 0; from < all.length; ) {
        const to = from + Math.max(1, typeof size === 'number' ? size : size());
        yield bytes(all.subarray(from, to));
        from = to;
      }
    },
  };
}
