import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { Answer } from './frames.js';
import { type Pace, paceInterval } from './plan.js';

/** How much goes out in one write of a bulk stream. */
const bulkSize = 64 * 1024;

/** Sends an answer at its pace. */
export async function send(response: ServerResponse, answer: Answer, pace: Pace): Promise<void> {
  response.writeHead(200, {
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amzn-requestid': 'bench',
  });
  response.flushHeaders();
  if (pace === 'paced') {
    sendPaced(response, answer);
    return;
  }
  const left = new AbortController();
  const { signal } = left;
  response.once('close', () => {
    left.abort();
  });
  const chunks = pace === 'framed' ? answer : bulkChunks(answer);
  for (const chunk of chunks) {
    if (!response.write(chunk)) await once(response, 'drain', { signal }).catch(() => undefined);
    // In a turn of its own, so that it reaches the client as a chunk of its own.
    if (pace === 'framed') await setImmediate();
    if (signal.aborted) return;
  }
  response.end();
}

function sendPaced(response: ServerResponse, answer: Answer): void {
  // The start of a message and its first word come together.
  let at = 2;
  for (const frame of answer.slice(0, at)) response.write(frame);
  const timer = setInterval(() => {
    const frame = answer[at++];
    if (frame) response.write(frame);
    else response.end();
  }, paceInterval);
  response.once('close', () => {
    clearInterval(timer);
  });
}

const joined = new WeakMap<Answer, readonly Uint8Array[]>();

function bulkChunks(answer: Answer): readonly Uint8Array[] {
  let chunks = joined.get(answer);
  if (!chunks) {
    const all = Buffer.concat(answer);
    const count = Math.ceil(all.length / bulkSize);
    chunks = Array.from({ length: count }, (_, at) => all.subarray(at * bulkSize, (at + 1) * bulkSize));
    joined.set(answer, chunks);
  }
  return chunks;
}
