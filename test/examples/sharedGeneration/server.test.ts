import { get } from 'node:http';
import { startLoopbackBedrock } from 'rx-bedrock/testing/loopback';
import { describe, expect, it } from 'vitest';
import type { Audience } from '../../../examples/shared-generation/about.js';
import { run, start } from '../program.js';
import { openDemo, openDemoOn } from './stage.js';

const json = { 'content-type': 'application/json' };

describe('the server of shared-generation', () => {
  it('prints where to open it, without Redis or a browser, and ends with Ctrl-C', async () => {
    const program = start('shared-generation/server/main.ts', ['--port', '0']);
    await program.prints('Open http://127.0.0.1:');
    program.interrupt();
    const { code, stdout } = await program.finished;
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Open http:\/\/127\.0\.0\.1:\d+\/\na loopback Bedrock, offline, answers; Ctrl-C ends it\.\n$/,
    );
  });

  it('says what two servers need, and runs one', async () => {
    const nowhere = ['--instances', '2', '--redis', 'redis://127.0.0.1:1', '--port', '0'];
    const program = start('shared-generation/server/main.ts', nowhere);
    await program.prints('Open http');
    program.interrupt();
    const { stdout } = await program.finished;
    expect(stdout).toMatch(
      /^2 servers share .* through Redis, but there is none at redis:\/\/127\.0\.0\.1:1 \(.*ECONNREFUSED/,
    );
    expect(stdout).toContain('One server runs. For more: npm run redis:up');
  });

  it('says in one line that its port is taken, or that an option is none', async () => {
    const { url } = await openDemo();
    const taken = await run('shared-generation/server/main.ts', ['--port', new URL(url).port]);
    expect(taken.code).toBe(2);
    expect(taken.stderr).toMatch(/EADDRINUSE.* Pass --port 0 for a free one\.\n$/);
    const unknown = await run('shared-generation/server/main.ts', ['--nonsense']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('npm run demo -- --help shows them all.');
  });

  it('shows its options', async () => {
    const { code, stdout } = await run('shared-generation/server/main.ts', ['--help']);
    expect(code).toBe(0);
    for (const option of ['--model', '--region', '--instances', '--redis', '--port', '--help'])
      expect(stdout).toContain(option);
  });

  it.each([
    [['--region', 'us-east-1'], /^There are no AWS credentials \(.+\)\. Run `aws configure` or .+\n$/],
    [[], /^There is no AWS region\. Pass --region us-east-1, say, or set AWS_REGION\.\n$/],
  ])('says in one line what a model on AWS wants: %j', async (line, message) => {
    const asked = ['--model', 'a.model', '--port', '0', ...line];
    const { code, stdout, stderr } = await run('shared-generation/server/main.ts', asked);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });

  it('serves the page behind a wall, and nothing else', async () => {
    const { url } = await openDemo();
    const page = await fetch(url);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    const [script] = /\/assets\/[\w-]+\.js/.exec(await page.text())!;
    const program = await fetch(new URL(script, url));
    expect(program.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(program.headers.get('cache-control')).toContain('immutable');
    for (const path of ['/nothing', '/assets/', '/package.json', '/..%2fpackage.json'])
      expect((await fetch(new URL(path, url))).status).toBe(404);
    expect((await fetch(url, { method: 'PUT' })).status).toBe(405);
    // What fetch() would tidy up before it is sent.
    const { port } = new URL(url);
    const status = await new Promise((resolve) =>
      get({ port, host: '127.0.0.1', path: '/../package.json' }, (answer) =>
        resolve(answer.resume().statusCode),
      ),
    );
    expect(status).toBe(404);
  });

  it.each([
    [undefined, 400, /no prompt/],
    ['', 400, /no prompt/],
    ['x'.repeat(20_001), 413, /20001 characters, but it may have 20000/],
    [42, 400, /no prompt/],
  ])('refuses a prompt that cannot be meant (%#)', async (prompt, status, message) => {
    const { url } = await openDemo();
    const body = JSON.stringify({ prompt });
    const answer = await fetch(new URL('/generations', url), { method: 'POST', headers: json, body });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ message: expect.stringMatching(message) as string });
  });

  it('is nobody else, whatever name leads here', async () => {
    const { port } = new URL((await openDemo()).url);
    const status = await new Promise((resolve) =>
      get({ port, host: '127.0.0.1', headers: { host: 'attacker.invalid' } }, (answer) =>
        resolve(answer.resume().statusCode),
      ),
    );
    expect(status).toBe(403);
  });

  it('asks the model on AWS that it is told to ask, and counts what it sends', async () => {
    await using bedrock = await startLoopbackBedrock();
    const { url } = await openDemoOn(bedrock);
    expect(await (await fetch(new URL('/about', url))).json()).toEqual({ modelId: 'a.model' });
    const body = JSON.stringify({ prompt: 'Who are you?' });
    const answer = await fetch(new URL('/generations', url), { method: 'POST', headers: json, body });
    expect(await answer.text()).toContain('"status":"complete"');
    const [request] = bedrock.requests;
    expect(request?.input).toMatchObject({
      modelId: 'a.model',
      messages: [{ content: [{ text: 'Who are you?' }] }],
    });
    const id = answer.headers.get('content-location')?.split('/').at(-1);
    const presence = JSON.stringify({ tab: 'the-only-tab', subscribers: 5 });
    const audience = await fetch(new URL(`/audience/${id}`, url), {
      method: 'POST',
      headers: json,
      body: presence,
    });
    expect(await audience.json()).toMatchObject({ requests: 1, subscribers: 5 });
  });

  it('counts who is there, and believes nothing that cannot be meant', async () => {
    const { url } = await openDemo();
    const meet = (body: unknown, headers: Record<string, string> = json) =>
      fetch(new URL('/audience/some-generation', url), {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
    const count = async (tab: string, subscribers: number) =>
      (await (await meet({ tab, subscribers })).json()) as Audience;
    expect(await count('first-tab', 5)).toEqual({ requests: 0, tabs: 1, subscribers: 5, servers: [] });
    expect(await count('second-tab', 6)).toMatchObject({ tabs: 2, subscribers: 11 });
    expect(await count('second-tab', 0)).toMatchObject({ tabs: 1, subscribers: 5 });
    for (const body of [
      {},
      null,
      { tab: 'x', subscribers: 1 },
      { tab: 'long-enough', subscribers: 1e9 },
      [1],
    ])
      expect((await meet(body)).status).toBe(400);
    expect(
      (await meet({ tab: 'long-enough', subscribers: 1 }, { 'content-type': 'text/plain' })).status,
    ).toBe(400);
    // One server cannot be killed.
    expect((await fetch(new URL('/servers/A', url), { method: 'DELETE' })).status).toBe(404);
  });

  it('never has more than so many tabs in mind', async () => {
    const { url } = await openDemo();
    let latest: Audience | undefined;
    for (let tab = 0; tab < 130; tab++) {
      const body = JSON.stringify({ tab: `tab-number-${tab}`, subscribers: 1 });
      const answer = await fetch(new URL('/audience/crowd', url), { method: 'POST', headers: json, body });
      latest = (await answer.json()) as Audience;
    }
    expect(latest?.tabs).toBe(100);
  });
});
