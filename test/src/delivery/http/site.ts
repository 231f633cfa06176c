import { serve, type ServerType } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { converse, userMessage } from 'rx-bedrock';
import { fromSse, type FromSseOptions } from 'rx-bedrock/browser';
import {
  createGenerationHandler,
  type GenerationHandlerOptions,
  type GenerationLog,
  memoryLog,
} from 'rx-bedrock/delivery';
import { textMessage } from 'rx-bedrock/testing';
import { type LoopbackBedrock, type LoopbackScript, startLoopbackBedrock } from 'rx-bedrock/testing/loopback';
import { onTestFinished } from 'vitest';

/** A real HTTP server with the handler on it, and a loopback Bedrock behind it; they live as long as the test. */
export interface Site {
  /** Where generations are started. */
  readonly url: string;
  readonly port: number;
  /** Its open connections. */
  readonly sockets: ReadonlySet<Socket>;
  readonly bedrock: LoopbackBedrock;
  readonly log: GenerationLog;
  /** What the handler had to say to its owner. */
  readonly errors: unknown[];
  /** How often `start` was called. */
  readonly starts: readonly string[];
  /** Sends a request as a user. */
  ask(path: string, init?: RequestInit, user?: string): Promise<Response>;
  /** Starts a generation. */
  post(init?: RequestInit, user?: string): Promise<Response>;
  /** The init of a request that starts one. */
  readonly posting: RequestInit;
  /** The client. */
  read(path: string, options?: FromSseOptions): ReturnType<typeof fromSse>;
}

const json = { 'content-type': 'application/json' };

export async function openSite(
  script: LoopbackScript = textMessage('Hello from the loopback.'),
  options: Partial<GenerationHandlerOptions> = {},
): Promise<Site> {
  const bedrock = await startLoopbackBedrock({ script });
  onTestFinished(() => bedrock.close());
  const client = bedrock.client();
  const log = options.log ?? memoryLog();
  const owners = new Map<string, string | null>();
  const errors: unknown[] = [];
  const starts: string[] = [];
  const handler = createGenerationHandler({
    log,
    authorize: (request, id) => id === undefined || owners.get(id) === request.headers.get('authorization'),
    start: async (request, { id }) => {
      const { prompt = 'Hello' } = (await request.json()) as { prompt?: string };
      starts.push(id);
      owners.set(id, request.headers.get('authorization'));
      return converse(client, { modelId: 'a-model', messages: [userMessage(prompt)] });
    },
    publish: { batchMs: 0 },
    onError: (error) => errors.push(error),
    ...options,
  });
  const { port, sockets } = await listen(handler);
  const url = `http://127.0.0.1:${port}/generations`;
  const ask = (path: string, init: RequestInit = {}, user = 'Ada') =>
    fetch(new URL(path, url), { ...init, headers: withHeaders({ authorization: user }, init) });
  const posting = { method: 'POST', headers: { ...json, authorization: 'Ada' }, body: '{}' };
  return {
    url,
    port,
    sockets,
    bedrock,
    log,
    errors,
    starts,
    ask,
    post: (init = {}, user) => ask(url, { ...posting, ...init, headers: withHeaders(json, init) }, user),
    posting,
    read: (path, read = {}) =>
      fromSse(new URL(path, url), { init: { headers: { authorization: 'Ada' } }, ...read }),
  };
}

function withHeaders(defaults: Record<string, string>, { headers }: RequestInit): Headers {
  const all = new Headers(defaults);
  for (const [name, value] of new Headers(headers)) all.set(name, value);
  return all;
}

/** Serves a handler on a port of its own. */
export async function listen(
  handler: (request: Request) => Promise<Response>,
): Promise<{ port: number; sockets: ReadonlySet<Socket> }> {
  const sockets = new Set<Socket>();
  const server = await new Promise<ServerType>((resolve) => {
    const started = serve({ fetch: handler, hostname: '127.0.0.1', port: 0 }, () => {
      resolve(started);
    });
  });
  // A connection for every request, so that whoever cuts connections cuts responses.
  (server as Server).maxRequestsPerSocket = 1;
  (server as Server).on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, sockets };
}
