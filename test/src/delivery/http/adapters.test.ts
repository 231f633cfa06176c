import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { streamHandle } from 'hono/aws-lambda';
import { createGenerationHandler, memoryLog } from 'rx-bedrock/delivery';
import { textMessage } from 'rx-bedrock/testing';
import { of } from 'rxjs';
import { afterEach, expect, it, vi } from 'vitest';
import { endIn, framesOf, parsed } from './frames.js';

// On a server of Node's own, by way of @hono/node-server, runs every other test of this folder.

const handler = createGenerationHandler({
  log: memoryLog(),
  authorize: () => true,
  start: async (request) => of(...textMessage(((await request.json()) as { prompt: string }).prompt)),
});
const app = new Hono();
app.all('/api/generations/:id?', ({ req }) => handler(req.raw));
const init = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"prompt":"Hello, adapter."}',
};

afterEach(() => {
  vi.unstubAllGlobals();
});

it('mounts on Hono', async () => {
  const started = await app.request('/api/generations', init);
  const frames = await framesOf(started);
  expect(endIn(frames)).toEqual({ status: 'complete' });
  const location = started.headers.get('content-location')!;
  expect(location).toMatch(/^\/api\/generations\/[0-9a-f]{32}$/);
  expect(await framesOf(await app.request(`${location}?after=1`))).toEqual(frames.slice(1));
  expect((await app.request(location, { method: 'DELETE' })).status).toBe(204);
});

it("serves another origin behind Hono's cors()", async () => {
  const allowHeaders = ['content-type', 'idempotency-key', 'last-event-id', 'authorization'];
  const open = new Hono();
  open.use(cors({ origin: 'https://app.example', allowHeaders, exposeHeaders: ['content-location'] }));
  open.all('/generations/:id?', ({ req }) => handler(req.raw));
  const headers = { ...init.headers, origin: 'https://app.example', 'access-control-request-method': 'POST' };
  const preflight = await open.request('/generations', { method: 'OPTIONS', headers });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toBe(allowHeaders.join(','));
  const started = await open.request('/generations', { ...init, headers });
  expect(started.headers.get('access-control-allow-origin')).toBe('https://app.example');
  expect(started.headers.get('access-control-expose-headers')).toBe('content-location');
  expect(endIn(await framesOf(started))).toEqual({ status: 'complete' });
});

it('is a route of Next', async () => {
  // What app/generations/[[...id]]/route.ts exports; Next calls it with a request and the parameters of the route.
  const route: Record<string, (request: Request, context: unknown) => Promise<Response>> = {
    GET: handler,
    POST: handler,
    DELETE: handler,
  };
  const url = 'https://example.com/generations';
  const started = await route['POST']!(new Request(url, init), { params: Promise.resolve({}) });
  const frames = await framesOf(started);
  const location = new URL(started.headers.get('content-location')!, url);
  expect(await framesOf(await route['GET']!(new Request(location), {}))).toEqual(frames);
});

it('streams from a Lambda', async () => {
  const metadata: unknown[] = [];
  vi.stubGlobal('awslambda', {
    streamifyResponse: (handle: unknown) => handle,
    HttpResponseStream: {
      from: (stream: PassThrough, head: unknown) => {
        metadata.push(head);
        return stream;
      },
    },
  });
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a package of its own, with the same code
  const lambda = streamHandle(app) as unknown as (
    event: object,
    out: PassThrough,
    context: object,
  ) => Promise<void>;
  const event = {
    version: '2.0',
    rawPath: '/api/generations',
    rawQueryString: '',
    headers: { host: 'example.com', ...init.headers },
    body: init.body,
    isBase64Encoded: false,
    requestContext: { domainName: 'example.com', http: { method: 'POST', path: '/api/generations' } },
  };
  const out = new PassThrough();
  const [said] = await Promise.all([text(out), lambda(event, out, {})]);
  expect(endIn(parsed(said))).toEqual({ status: 'complete' });
  expect(metadata).toMatchObject([{ statusCode: 200, headers: { 'x-accel-buffering': 'no' } }]);
});
