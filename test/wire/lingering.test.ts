import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Lingering } from './lingering.program.js';
import { protocols } from './serve.js';

const program = fileURLToPath(new URL('./lingering.program.ts', import.meta.url));

describe.each(protocols)('after 1,000 generations over %s, half of them left early', (protocol) => {
  it('nothing lingers: no stream, socket, listener or timer, and the process ends by itself', async () => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--conditions', 'rx-bedrock/source', program, protocol, '1'],
      // A process that does not end is killed, and then has no exit code.
      { stdio: ['ignore', 'pipe', 'pipe'], timeout: 45_000, killSignal: 'SIGKILL' },
    );
    let reported = Number.NaN;
    child.stdout.once('data', () => (reported = performance.now()));
    const [output, complaints, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit') as Promise<[number | null]>,
    ]);
    const ended = performance.now();

    expect({ exitCode, complaints: exitCode === 0 ? '' : complaints }).toEqual({
      exitCode: 0,
      complaints: '',
    });
    const { requests, ...lingering } = JSON.parse(output) as Lingering;
    // Those who stayed have all heard the end: two subscribers of each of the other 500.
    expect(lingering).toEqual({
      completed: 1000,
      failed: 0,
      openExchanges: 0,
      connections: 0,
      listeners: 0,
      resources: [],
    });
    // Some were left before their request was sent, but not many.
    expect(requests).toBeGreaterThan(700);
    expect(requests).toBeLessThanOrEqual(1000);
    expect(complaints).not.toContain('MaxListenersExceededWarning');
    // Nothing that would have to time out first kept it.
    expect(ended - reported).toBeLessThan(2000);
  }, 60_000);
});
