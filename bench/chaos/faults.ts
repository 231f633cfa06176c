import { constants } from 'node:http2';
import type { GenerationErrorCode } from 'rx-bedrock';
import { exception, type StreamException, stall } from 'rx-bedrock/testing';
import { bytes, goAway, httpError, type LoopbackStep, reset } from 'rx-bedrock/testing/loopback';
import { answer, lastBoundary, nextBoundary } from './answer.js';

/** How a generation ends. */
export type Ending = 'complete' | GenerationErrorCode;

/** A whole number from 0 up to, but not including, `count`. */
export type Pick = (count: number) => number;

/** One way to go wrong. */
interface Fault {
  /** What the server does once it has sent the first `at` bytes of the answer. */
  readonly happens: (pick: Pick, at: number) => LoopbackStep[];
  /** What it may end in, if it happens before all has come. */
  readonly endings: readonly Ending[];
  /** Whether the SDK's own decoder cannot hold to that: it takes what is no frame for one of up to 4 GiB. */
  readonly notBySdk?: true;
}

const rest = (at: number) => bytes(answer.subarray(at));

/** Behind a part of a frame they may be taken for the rest of it, of which there is then too little. */
const garbled: readonly Ending[] = ['protocol', 'timeout'];

const throws = (type: StreamException, code: GenerationErrorCode): Fault => ({
  // Not as the rest of a frame.
  happens: (_pick, at) => [bytes(answer.subarray(at, nextBoundary(at))), exception(type)],
  endings: [code],
});

const refuses = (status: number, type: string, code: GenerationErrorCode): Fault => ({
  happens: () => [httpError(status, type)],
  endings: [code],
});

/** In what a peer can go wrong, by name. */
export const faults = {
  none: { happens: (_pick, at) => [rest(at)], endings: ['complete'] },
  cut: { happens: () => [], endings: ['truncated'] },
  reset: { happens: () => [reset()], endings: ['network'] },
  stall: { happens: () => [stall()], endings: ['timeout'] },
  'go away in peace': { happens: (_pick, at) => [goAway(), rest(at)], endings: ['complete'] },
  'go away with an error': {
    happens: () => [goAway(constants.NGHTTP2_INTERNAL_ERROR)],
    endings: ['network'],
  },
  'bad checksum': { happens: () => [bytes(damaged()), stall()], endings: garbled },
  'huge length': {
    happens: () => [bytes(Buffer.from('ffffffff00000000', 'hex')), stall()],
    endings: garbled,
    notBySdk: true,
  },
  'random bytes': {
    happens: (pick) => [bytes(Buffer.from(Array.from({ length: 40 }, () => pick(256)))), stall()],
    endings: garbled,
    notBySdk: true,
  },
  'chunk twice': { happens: twice, endings: ['protocol'] },
  internalServerException: throws('internalServerException', 'unavailable'),
  modelStreamErrorException: throws('modelStreamErrorException', 'model'),
  serviceUnavailableException: throws('serviceUnavailableException', 'unavailable'),
  throttlingException: throws('throttlingException', 'throttled'),
  validationException: throws('validationException', 'rejected'),
  'HTTP 400': refuses(400, 'ValidationException', 'rejected'),
  'HTTP 429': refuses(429, 'ThrottlingException', 'throttled'),
  'HTTP 503': refuses(503, 'ServiceUnavailableException', 'unavailable'),
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;

/**
 * A chunk that ends inside a frame, and the same chunk again, and then the rest. Whole frames that come twice are a
 * model that repeats itself: nobody could tell, unless it is a message or a block that ends twice.
 */
function twice(pick: Pick, at: number): LoopbackStep[] {
  const from = Math.max(0, at - 1 - pick(400));
  // Far enough into the frame for its length to be known: what is read as a length can be waited for.
  const to = Math.max(at, lastBoundary(at) + 12 + pick(80));
  return [bytes(answer.subarray(at, to)), bytes(answer.subarray(from, to)), rest(to)];
}

function damaged(): Buffer {
  const frame = Buffer.from(answer.subarray(0, answer.readUInt32BE(0)));
  frame.writeUInt8(frame.readUInt8(20) ^ 1, 20);
  return frame;
}
