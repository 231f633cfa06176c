import { constants } from 'node:http2';
import { messageStart, metadata, textDelta, textMessage, toolUseStart } from 'rx-bedrock/testing';
import { bytes, encodeEvent, goAway, reset } from 'rx-bedrock/testing/loopback';
import { begun, type Fault, neverHeard, soFar } from './fault.js';

const truncated = { ending: 'truncated', retryable: false, text: soFar, closedBy: 'server' } as const;
const reseted = {
  ending: 'network',
  retryable: true,
  closedBy: 'server',
  says: 'The connection failed',
} as const;

/** A reset may overtake what was sent just before, so it waits until that has been heard. */
const resetAfter = (...chunks: Uint8Array[]): Fault['script'] =>
  async function* (heard) {
    yield* [...begun, ...chunks.map(bytes)];
    await heard;
    yield reset();
  };

const words = Array.from({ length: 300 }, (_, at) => `${at} `);
const burst = bytes(
  Buffer.concat([messageStart(), ...words.map((word) => textDelta(word))].map(encodeEvent)),
);
const answer = textMessage(words.join(''));

/** Streams that end where they should not. */
export const endings: readonly Fault[] = [
  { name: 'the response ends between two frames', script: begun, ...truncated },
  {
    name: 'the response ends with metadata, but without messageStop',
    script: [...begun, metadata()],
    ...truncated,
  },
  {
    name: 'the response ends before metadata: the message is whole, its usage unknown',
    script: answer.slice(0, -1),
    ending: 'complete',
    text: words.join(''),
    closedBy: 'server',
  },
  { name: 'the response ends before any event', script: [], ...truncated, text: '', retryable: true },
  {
    name: 'the response ends before any content',
    script: [messageStart()],
    ...truncated,
    text: '',
    retryable: true,
  },
  {
    name: 'the response ends in a tool call, after its start',
    script: [messageStart(), toolUseStart('search', 'one')],
    ...truncated,
    text: '',
    hasOtherContent: true,
  },
  ...[1, 3].map((size) => ({
    name: `the response ends ${size} bytes into a frame`,
    script: [...begun, bytes(neverHeard.subarray(0, size))],
    ...truncated,
  })),
  {
    name: 'the response ends in the middle of a frame',
    script: [...begun, bytes(neverHeard.subarray(0, 40))],
    ...truncated,
  },
  {
    name: 'the response ends one byte before the end of a frame',
    script: [...begun, bytes(neverHeard.subarray(0, -1))],
    ...truncated,
  },
  {
    name: 'the connection is reset before the headers',
    script: [reset()],
    ...reseted,
    text: '',
    isUnanswered: true,
    // Node's own ECONNRESET is among what the SDK tries again; HTTP/2 has another error for it.
    attempts: { h2: 1, 'http/1.1': 3 },
  },
  { name: 'the connection is reset between two frames', script: resetAfter(), ...reseted, text: soFar },
  {
    name: 'the connection is reset in the middle of a frame',
    script: resetAfter(neverHeard.subarray(0, 40)),
    ...reseted,
    text: soFar,
  },
  {
    name: 'the connection is reset while the subscriber is slow',
    script: async function* (heard) {
      yield burst;
      await heard;
      yield reset();
    },
    slowness: 60,
    ...reseted,
    text: words.join(''),
    notBySdk: "loses what has arrived and was not read: Node's iterator drops it",
  },
  ...(['before the headers', 'in the middle'] as const).map((when) => ({
    name: `the server is about to go, and says so ${when} (GOAWAY, connection: close)`,
    script:
      when === 'in the middle'
        ? [...answer.slice(0, 9), goAway(), ...answer.slice(9)]
        : [goAway(), ...answer],
    ending: 'complete' as const,
    text: words.join(''),
    closedBy: 'server' as const,
  })),
  {
    name: 'the server gives the connection up (GOAWAY with an error)',
    script: async function* (heard) {
      yield* begun;
      await heard;
      yield goAway(constants.NGHTTP2_INTERNAL_ERROR);
    },
    ...reseted,
    text: soFar,
  },
];
