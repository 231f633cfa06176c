import { connect } from 'node:net';
import { once } from 'node:events';
import {
  ConverseStreamCommand,
  InvokeModelCommand,
  type ConverseStreamCommandOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { type ConverseEvent, userMessage } from 'rx-bedrock';
import { messageStart, paced, stall, textMessage, wait } from 'rx-bedrock/testing';
import {
  goAway,
  httpError,
  type LoopbackBedrock,
  type LoopbackOptions,
  reset,
  startLoopbackBedrock,
} from 'rx-bedrock/testing/loopback';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { protocols } from '../../../wire/serve.js';

const input = {
  modelId: 'arn:aws:bedrock:us-east-1:123456789012:prompt/A/1:0',
  messages: [userMessage('Hello')],
  system: [{ text: 'Be brief.' }],
};

describe.each(protocols)('a loopback Bedrock that speaks %s', (protocol) => {
  it('answers without a script, with what it was asked', async () => {
    const bedrock = await start();
    const text = (await read(await ask(bedrock))).map((event) => event.contentBlockDelta?.delta?.text ?? '');
    expect(text.join('')).toContain('Hello');
  });

  it('reports what was asked, and how each exchange came to its end', async () => {
    const bedrock = await start({
      script: ({ index }) => (index === 0 ? textMessage('Hi') : [messageStart(), stall()]),
    });
    const before = performance.now();
    await read(await ask(bedrock));
    const abort = new AbortController();
    await bedrock.client().send(new ConverseStreamCommand(input), { abortSignal: abort.signal });
    const [first, second] = bedrock.requests;
    expect(bedrock.requests).toHaveLength(2);
    expect(first).toMatchObject({ input, index: 0, isOpen: false });
    expect(second).toMatchObject({ input, index: 1, isOpen: true });
    expect(first?.headers['content-type']).toBe('application/json');
    const closing = await first?.closed;
    expect(closing?.by).toBe('server');
    expect(closing?.at).toBeGreaterThan(before);
    abort.abort();
    expect(await second?.closed).toMatchObject({ by: 'client' });
    expect(second?.isOpen).toBe(false);
  });

  it('gives each response an id of its own', async () => {
    const bedrock = await start({ script: textMessage('Hi') });
    const ids = [];
    for (let asked = 0; asked < 2; asked++) ids.push((await ask(bedrock)).$metadata.requestId);
    expect(ids).toEqual(['loopback-1', 'loopback-2']);
  });

  it('keeps the pace of its script', async () => {
    const answer = textMessage('one two three four five');
    const bedrock = await start({ script: paced(answer, 10) });
    const before = performance.now();
    expect(await read(await ask(bedrock))).toEqual(answer);
    // Timers may be a millisecond early.
    expect(performance.now() - before).toBeGreaterThanOrEqual(answer.length * 9);
  });

  it('breaks off a wait when the client leaves', async () => {
    const bedrock = await start({ script: [messageStart(), wait(60_000)] });
    const abort = new AbortController();
    await bedrock.client().send(new ConverseStreamCommand(input), { abortSignal: abort.signal });
    abort.abort();
    expect(await bedrock.requests[0]?.closed).toMatchObject({ by: 'client' });
    await bedrock.close();
  });

  it('can break the connection', async () => {
    const bedrock = await start({ script: [reset()] });
    await expect(ask(bedrock)).rejects.toThrow();
    expect(await bedrock.requests[0]?.closed).toMatchObject({ by: 'server' });
  });

  it('can say that it goes, and go on', async () => {
    const answer = textMessage('To the end');
    const bedrock = await start({ script: [goAway(), messageStart(), goAway(), ...answer.slice(1)] });
    const client = bedrock.client();
    const output = await client.send(new ConverseStreamCommand(input));
    expect(await read(output)).toEqual(answer);
    // Over HTTP/1.1 the connection would be kept for the next request.
    await vi.waitFor(() => expect(bedrock.connectionCount).toBe(0));
  });

  it.each([
    ['before the headers', []],
    ['in the middle', [messageStart(), wait(1)]],
  ])('can give the connection up, %s', async (_when, before) => {
    const bedrock = await start({ script: [...before, goAway(2), messageStart()] });
    const output = bedrock.client({ maxAttempts: 1 }).send(new ConverseStreamCommand(input));
    const code = protocol === 'h2' ? 'ERR_HTTP2_SESSION_ERROR' : 'ECONNRESET';
    await expect(output.then(read)).rejects.toMatchObject({ code });
    expect(await bedrock.requests[0]?.closed).toMatchObject({ by: 'server' });
    await vi.waitFor(() => expect(bedrock.connectionCount).toBe(0));
  });

  it('can refuse with an HTTP error', async () => {
    const bedrock = await start({ script: [httpError(403, 'AccessDeniedException', 'No.')] });
    await expect(ask(bedrock)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'No.',
      $metadata: { httpStatusCode: 403, requestId: 'loopback-1' },
    });
  });

  it('tells on close() of a script that has thrown', async () => {
    const thrown = new Error('from the script');
    const bedrock = await startLoopbackBedrock({
      protocol,
      script: () => {
        throw thrown;
      },
    });
    await expect(ask(bedrock)).rejects.toThrow();
    await expect(bedrock.close()).rejects.toMatchObject({
      errors: expect.arrayContaining([thrown]) as unknown,
    });
  });

  it('tells on close() of a script that throws half-way, and breaks the stream', async () => {
    const thrown = new Error('from the script');
    const bedrock = await startLoopbackBedrock({
      protocol,
      *script() {
        yield messageStart();
        yield wait(1);
        throw thrown;
      },
    });
    const output = await bedrock.client({ maxAttempts: 1 }).send(new ConverseStreamCommand(input));
    await expect(read(output)).rejects.toThrow();
    await expect(bedrock.close()).rejects.toMatchObject({ errors: [thrown] });
  });

  it('tells on close() of an HTTP error that came too late', async () => {
    const bedrock = await startLoopbackBedrock({
      protocol,
      script: [messageStart(), wait(1), httpError(403, 'No')],
    });
    const output = await bedrock.client({ maxAttempts: 1 }).send(new ConverseStreamCommand(input));
    await expect(read(output)).rejects.toThrow();
    await expect(bedrock.close()).rejects.toMatchObject({
      errors: [expect.objectContaining({ message: 'httpError(403) must be the first step of a script.' })],
    });
  });

  it('knows no path but that of ConverseStream', async () => {
    const bedrock = await start();
    const asking = bedrock.client().send(new InvokeModelCommand({ modelId: 'a-model', body: '{}' }));
    await expect(asking).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    expect(bedrock.requests).toEqual([]);
  });

  it('leaves no socket when it is closed, and listens no more', async () => {
    const bedrock = await start({ script: [messageStart(), stall()] });
    const client = bedrock.client();
    await Promise.all([1, 2, 3].map(() => client.send(new ConverseStreamCommand(input))));
    expect(bedrock.connectionCount).toBe(3);
    await bedrock.close();
    await Promise.all(bedrock.requests.map(({ closed }) => closed));
    expect(bedrock.connectionCount).toBe(0);
    const [refusal] = (await once(connect(Number(new URL(bedrock.url).port), '127.0.0.1'), 'error')) as [
      unknown,
    ];
    expect(refusal).toMatchObject({ code: 'ECONNREFUSED' });
    // Closing twice is closing once.
    await bedrock.close();
  });

  it('closes with its block', async () => {
    let left: LoopbackBedrock;
    {
      await using bedrock = await startLoopbackBedrock({ protocol });
      await read(await ask(bedrock));
      left = bedrock;
    }
    await expect(ask(left)).rejects.toThrow('ECONNREFUSED');
  });

  it('listens on this machine only', async () => {
    expect(new URL((await start()).url).hostname).toBe('127.0.0.1');
  });

  describe('with credentials in the environment', () => {
    afterEach(() => {
      vi.unstubAllEnvs();
    });

    it('is sent none of them', async () => {
      vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', 'a-real-token');
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'AREALKEY');
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a-real-secret');
      vi.stubEnv('AWS_SESSION_TOKEN', 'a-real-session');
      vi.stubEnv('AWS_REGION', 'eu-central-1');
      const bedrock = await start();
      await read(await ask(bedrock));
      const headers = JSON.stringify(bedrock.requests[0]?.headers);
      expect(headers).toContain('AWS4-HMAC-SHA256 Credential=LOOPBACK/');
      expect(headers).toContain('us-east-1');
      expect(headers).not.toMatch(/a-real|AREALKEY|eu-central-1/);
    });
  });

  it('takes a configuration for its clients on top', async () => {
    const bedrock = await start({ script: [httpError(500, 'InternalServerException')] });
    const client = bedrock.client({ maxAttempts: 1, region: 'eu-central-1' });
    await expect(client.send(new ConverseStreamCommand(input))).rejects.toThrow();
    expect(bedrock.requests).toHaveLength(1);
    expect(JSON.stringify(bedrock.requests[0]?.headers)).toContain('eu-central-1');
  });

  async function start(options: LoopbackOptions = {}): Promise<LoopbackBedrock> {
    const bedrock = await startLoopbackBedrock({ protocol, ...options });
    onTestFinished(() => bedrock.close());
    return bedrock;
  }
});

it('refuses a protocol that it does not speak', async () => {
  // @ts-expect-error -- a protocol by another name
  await expect(startLoopbackBedrock({ protocol: 'http2' })).rejects.toThrow(
    /^options.protocol is "http2".*'h2'/,
  );
});

function ask(bedrock: LoopbackBedrock): Promise<ConverseStreamCommandOutput> {
  return bedrock.client().send(new ConverseStreamCommand(input));
}

async function read({ stream = [] as never }: ConverseStreamCommandOutput): Promise<ConverseEvent[]> {
  const events: ConverseEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}
