import { bytes, encodeEvent, headers } from 'rx-bedrock/testing/loopback';
import { stall, textMessage } from 'rx-bedrock/testing';
import { begun, type Fault, soFar } from './fault.js';

const words = Array.from({ length: 300 }, (_, at) => `${at} `).join('');
const answer = textMessage(words);

const stalled = { ending: 'timeout', retryable: true, closedBy: 'client', says: 'sent nothing for' } as const;

/** Providers that fall silent. */
export const silences: readonly Fault[] = [
  {
    name: 'the server is silent before the headers',
    script: [stall()],
    options: { firstEventTimeout: 100 },
    ...stalled,
    text: '',
    isUnanswered: true,
  },
  {
    name: 'the server is silent before the first event',
    script: [headers(), stall()],
    options: { firstEventTimeout: 200 },
    ...stalled,
    text: '',
  },
  {
    name: 'the server is silent between two events',
    script: [...begun, stall()],
    options: { idleTimeout: 60 },
    ...stalled,
    text: soFar,
  },
  {
    name: 'the server is silent after messageStop',
    script: [...textMessage('All.').slice(0, -1), stall()],
    options: { idleTimeout: 60 },
    ending: 'complete',
    text: 'All.',
    closedBy: 'client',
  },
  {
    name: 'the server is silent after metadata, and leaves the line open',
    script: [...textMessage('All.'), stall()],
    ending: 'complete',
    text: 'All.',
    closedBy: 'client',
  },
  {
    name: 'the subscriber is busy for longer than the server may be silent',
    script: [bytes(Buffer.concat(answer.map(encodeEvent)))],
    options: { idleTimeout: 100 },
    slowness: 250,
    ending: 'complete',
    text: words,
    closedBy: 'server',
  },
];
