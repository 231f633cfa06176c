import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { parsed } from '../src/delivery/http/frames.js';
import { eventAt, type Passed, type Passing } from './passing.js';

const program = fileURLToPath(new URL('./stalledReader.program.ts', import.meta.url));
const count = 20_000;
const megabyte = 1_048_576;

// Ten seconds by the clock, and a socket that nobody reads: what has piled up anywhere by then is in the memory of the
// process that serves it, and is measured there.
it('a reader that stalls for 10 s while 20,000 events pass holds under 1 MB on the server, then gets everything', {
  timeout: 60_000,
}, async () => {
  const server = fork(program, {
    execArgv: ['--expose-gc', '--import', 'tsx', '--conditions', 'rx-bedrock/source'],
  });
  onTestFinished(() => void server.kill('SIGKILL'));
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];

  // Once with a reader that reads, so that all code is there; once without any; and then the one that stalls.
  await tell(server, { open: 'warm' });
  const reading = readerOf(port, 'warm');
  await tell(server, { id: 'warm', count: 2_000, ms: 0 });
  await reading.whole();
  await tell(server, { open: 'alone' });
  const alone = await tell(server, { id: 'alone', count, ms: 0 });

  await tell(server, { open: 'stalled' });
  const stalled = readerOf(port, 'stalled');
  await once(stalled.socket, 'connect');
  stalled.socket.pause();
  const began = performance.now();
  const watched = await tell(server, { id: 'stalled', count, ms: 10_000 });
  expect(performance.now() - began).toBeGreaterThanOrEqual(10_000);
  expect(stalled.received(), 'it has stalled').toBe(0);
  expect(alone.atTheEnd, 'the log holds them itself').toBeGreaterThan(5 * megabyte);
  expect(watched.atTheEnd - alone.atTheEnd).toBeLessThan(megabyte);
  expect(watched.atMost - alone.atMost).toBeLessThan(megabyte);

  stalled.socket.resume();
  const frames = parsed(await stalled.whole());
  expect(frames.slice(0, -1).map(({ data }) => data)).toEqual(
    Array.from({ length: count }, (_, at) => JSON.stringify(eventAt(at))),
  );
  expect(frames.at(-1)).toMatchObject({ event: 'generationEnd', data: '{"status":"stopped"}' });
});

async function tell(server: ChildProcess, task: Passing | { open: string }): Promise<Passed> {
  server.send(task);
  const [said] = (await once(server, 'message')) as [Passed];
  return said;
}

interface RawReader {
  readonly socket: Socket;
  readonly received: () => number;
  /** The body of the response, when it is over. */
  whole(): Promise<string>;
}

/** A client that is no more than a socket: nothing reads ahead for it. */
function readerOf(port: number, id: string): RawReader {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  const closed = once(socket, 'close');
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.write(`GET /generations/${id} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
  return {
    socket,
    received: () => chunks.reduce((sum, { length }) => sum + length, 0),
    async whole() {
      await closed;
      return dechunked(Buffer.concat(chunks));
    },
  };
}

/** The body of an answer in chunks. */
function dechunked(answer: Buffer): string {
  const parts: Buffer[] = [];
  let at = answer.indexOf('\r\n\r\n') + 4;
  for (;;) {
    const lineEnd = answer.indexOf('\r\n', at);
    const length = Number.parseInt(answer.toString('latin1', at, lineEnd), 16);
    if (!(length > 0)) return Buffer.concat(parts).toString();
    parts.push(answer.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
}
