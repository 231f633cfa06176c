import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type ConverseEvent, fromConverseStream } from 'rx-bedrock';
import { timeoutStream } from 'rx-bedrock/operators';
import { messageStart, messageStop, paced, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import { headers } from 'rx-bedrock/testing/loopback';
import { tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Listener } from './listener.js';
import { input, protocols, serve } from './serve.js';

const program = fileURLToPath(new URL('./blocked.program.ts', import.meta.url));

describe.each(protocols)('a watchdog over %s', (protocol) => {
  it('ends a stream whose provider is silent, with all that had arrived, and closes it', async () => {
    const { client, asked } = await serve(protocol, [messageStart(), textDelta('so far'), stall()]);
    const watched = fromConverseStream(client, input).pipe(timeoutStream({ first: 10_000, idle: 300 }));
    const error = await new Listener(watched).fails();
    const ended = performance.now();
    expect(error).toMatchObject({
      code: 'timeout',
      response: { requestId: 'loopback-1', attempts: 1 },
      partial: { status: 'timedOut', message: { content: [{ text: 'so far' }] } },
    });
    const { by, at } = await (await asked()).closed;
    expect(by).toBe('client');
    expect(at - ended).toBeLessThan(50);
  });

  it.each([
    ['before the headers', [stall()]],
    ['after the headers', [headers(), stall()]],
  ])('ends one that is silent %s', async (_name, script) => {
    const { client, asked } = await serve(protocol, script);
    const watched = fromConverseStream(client, input).pipe(timeoutStream({ first: 500, idle: 0 }));
    expect(await new Listener(watched).fails()).toMatchObject({ code: 'timeout', retryable: true });
    expect(await (await asked()).closed).toMatchObject({ by: 'client' });
  });

  it('completes where messageStop has come and only metadata is missing', async () => {
    const { client, asked } = await serve(protocol, [
      messageStart(),
      textDelta('All.'),
      messageStop(),
      stall(),
    ]);
    const watched = fromConverseStream(client, input).pipe(timeoutStream({ idle: 300 }));
    const listener = new Listener(watched);
    expect(await listener.end).toBe('complete');
    expect(listener.text).toBe('All.');
    expect(await (await asked()).closed).toMatchObject({ by: 'client' });
  });

  it('does not blame the provider for a slow subscriber', async () => {
    const { client } = await serve(protocol, textMessage('One two three four five.'));
    const slowly = tap<ConverseEvent>(() => block(60));
    const watched = fromConverseStream(client, input).pipe(timeoutStream({ idle: 40 }), slowly);
    const listener = new Listener(watched);
    expect(await listener.end).toBe('complete');
    expect(listener.text).toBe('One two three four five.');
  });

  it('does not blame it for a blocked loop, while it goes on sending', async () => {
    // In a process of its own, or the server would be blocked as well.
    const idle = 500;
    const words = Array.from({ length: 250 }, (_, index) => `${index} `).join('');
    const { bedrock } = await serve(protocol, paced(textMessage(words), 10));
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--conditions', 'rx-bedrock/source', program, bedrock.url, protocol, String(idle)],
      { stdio: ['ignore', 'pipe', 'pipe'], timeout: 25_000, killSignal: 'SIGKILL' },
    );
    const [output, complaints] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    expect(output, complaints).not.toBe('');
    expect(JSON.parse(output)).toEqual({ status: 'complete', text: words });
  });
});

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
