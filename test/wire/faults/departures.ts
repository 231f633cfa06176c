import { headers } from 'rx-bedrock/testing/loopback';
import { stall } from 'rx-bedrock/testing';
import { begun, type Fault, soFar } from './fault.js';

const reason = 'changed my mind';
const aborted = { ending: 'aborted', retryable: false, closedBy: 'client', says: reason } as const;
const left = { ending: 'left', closedBy: 'client' } as const;

/** Streams that nobody wants any more. */
export const departures: readonly Fault[] = [
  {
    name: 'an abort before the headers',
    script: [stall()],
    deed: ['abort', 'asked'],
    ...aborted,
    text: '',
    isUnanswered: true,
  },
  {
    name: 'an abort before the first event',
    script: [headers(), stall()],
    deed: ['abort', 'answered'],
    ...aborted,
    text: '',
  },
  {
    name: 'an abort in the middle',
    script: [...begun, stall()],
    deed: ['abort', 'heard'],
    ...aborted,
    text: soFar,
  },
  {
    name: 'the subscriber leaves before the headers',
    script: [stall()],
    deed: ['leave', 'asked'],
    ...left,
    text: '',
  },
  {
    name: 'the subscriber leaves before the first event',
    script: [headers(), stall()],
    deed: ['leave', 'answered'],
    ...left,
    text: '',
  },
  {
    name: 'the subscriber leaves in the middle',
    script: [...begun, stall()],
    deed: ['leave', 'heard'],
    ...left,
    text: soFar,
  },
];
