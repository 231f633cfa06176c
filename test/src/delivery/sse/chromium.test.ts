import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { createGenerationHandler, memoryLog } from 'rx-bedrock/delivery';
import { textMessage } from 'rx-bedrock/testing';
import { concatMap, delay, from, of } from 'rxjs';
import { expect, it } from 'vitest';
import { listen } from '../http/site.js';

const chromium = '/usr/bin/chromium';
if (!existsSync(chromium)) console.log(`There is no ${chromium}: fromSse is not tried in a browser.`);

const program = `
  import { fromSse } from 'rx-bedrock/browser';
  import { multicastReplay, trackState } from 'rx-bedrock/operators';
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
  const reconnect = { initialDelay: 1, maxDelay: 5 };
  const generation = fromSse('/generations', { init, reconnect, onOpen: ({ id }) => (document.title = id) })
    .pipe(multicastReplay());
  generation.pipe(trackState()).subscribe({
    next: ({ status, text }) => (document.body.textContent = status + ': ' + text),
    complete: () => fetch('/done', { method: 'POST', body: document.body.textContent }),
  });
`;

/** What the page calls its last state. */
async function openPage(url: string, done: Promise<string>): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const arguments_ = [...flags, ...quiet, `--user-data-dir=${profile}`, '--remote-debugging-port=0', url];
  const browser = spawn(chromium, arguments_, { stdio: 'ignore', detached: true });
  const gone = new Promise<void>((resolve) => browser.once('exit', () => resolve()));
  try {
    return await Promise.race([done, gone.then(() => 'the browser is gone')]);
  } finally {
    // With all its processes: one that lives on would write into what is being removed.
    if (browser.exitCode === null) process.kill(-browser.pid!, 'SIGKILL');
    await gone;
    rmSync(profile, { recursive: true, force: true, maxRetries: 20 });
  }
}

it.skipIf(!existsSync(chromium))(
  'runs in a browser, over as many responses as it takes',
  { timeout: 60_000 },
  async () => {
    const { outputFiles } = await build({
      stdin: { contents: program, resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      format: 'iife',
      platform: 'browser',
      conditions: ['rx-bedrock/source'],
    });
    const events = textMessage('one two three four five six seven eight nine ten');
    const methods: string[] = [];
    const handler = createGenerationHandler({
      log: memoryLog(),
      authorize: () => true,
      start: () => from(events).pipe(concatMap((event) => of(event).pipe(delay(30)))),
      publish: { batchMs: 0 },
      maxAge: 90,
    });
    let finish = (_said: string) => {};
    const done = new Promise<string>((resolve) => (finish = resolve));
    const { port } = await listen(async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/') {
        const page = `<!doctype html><meta charset="utf-8"><body></body><script>${outputFiles[0]!.text}</script>`;
        return new Response(page, { headers: { 'content-type': 'text/html' } });
      }
      if (pathname === '/done') finish(await request.text());
      if (!pathname.startsWith('/generations')) return new Response(null, { status: 204 });
      methods.push(request.method);
      return handler(request);
    });
    expect(await openPage(`http://127.0.0.1:${port}/`, done)).toBe(
      'complete: one two three four five six seven eight nine ten',
    );
    expect(methods.length).toBeGreaterThan(2);
    expect(new Set(methods.slice(1))).toEqual(new Set(['GET']));
  },
);
