import { createServer as createHttp1Server } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type {
  BedrockRuntimeClient,
  BedrockRuntimeClientConfig,
  ConverseStreamCommandInput,
} from '@aws-sdk/client-bedrock-runtime';
import { textMessage } from '../events.js';
import { checkScript, type ScriptedRequest, stepsFor } from '../script.js';
import { clientFor } from './clientFor.js';
import { type Closing, Exchange, type Incoming, type Outgoing } from './exchange.js';
import { checkProtocol, type LoopbackProtocol } from './protocol.js';
import type { LoopbackScript } from './steps.js';

/** What `startLoopbackBedrock` understands. */
export interface LoopbackOptions {
  /**
   * What to do for each request: events and other steps, or a function of the request that makes them.
   * @default a short answer that repeats the question
   */
  script?: LoopbackScript | undefined;
  /**
   * What the server speaks. `'h2'` is what the SDK speaks to Bedrock by default; `'http/1.1'` needs
   * `@smithy/node-http-handler`, which comes with the SDK.
   * @default 'h2'
   */
  protocol?: LoopbackProtocol | undefined;
}

/** A request that the loopback Bedrock has had. */
export interface LoopbackRequest extends ScriptedRequest {
  /** The headers as they came. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Resolves when the exchange is over, whoever ended it. */
  readonly closed: Promise<Closing>;
  /** Whether the exchange is still going on. */
  readonly isOpen: boolean;
}

/** A running loopback Bedrock. */
export interface LoopbackBedrock extends AsyncDisposable {
  /** Where it listens; also good for `AWS_ENDPOINT_URL_BEDROCK_RUNTIME`. */
  readonly url: string;
  /** Makes a real SDK client for it, with made-up credentials and region; `config` goes on top. */
  client(config?: BedrockRuntimeClientConfig): BedrockRuntimeClient;
  /** All requests so far. */
  readonly requests: readonly LoopbackRequest[];
  /** How many connections are open. */
  readonly connectionCount: number;
  /** Breaks what is open and stops listening; rejects if a script has thrown. */
  close(): Promise<void>;
}

/**
 * Starts a server on 127.0.0.1 that speaks ConverseStream for real: HTTP, event-stream frames with checksums, Bedrock's
 * padding. What it says, how fast, and how it fails is a script.
 *
 * @example
 * ```ts
 * import { converse, userMessage } from 'rx-bedrock';
 * import { selectText } from 'rx-bedrock/operators';
 * import { paced, textMessage } from 'rx-bedrock/testing';
 * import { startLoopbackBedrock } from 'rx-bedrock/testing/loopback';
 *
 * const bedrock = await startLoopbackBedrock({ script: () => paced(textMessage('Hello, world'), 20) });
 * const input = { modelId: 'any', messages: [userMessage('Hi')] };
 * converse(bedrock.client(), input).pipe(selectText()).subscribe({
 *   next: (chunk) => console.log(chunk),
 *   error: console.error,
 *   complete: () => bedrock.close(),
 * });
 * ```
 *
 * @param options - see {@link LoopbackOptions}
 */
export async function startLoopbackBedrock(options: LoopbackOptions = {}): Promise<LoopbackBedrock> {
  const { script = echo, protocol = 'h2' } = options;
  checkScript('options.script', script);
  checkProtocol(protocol);
  const makeClient = await clientFor(protocol);
  const requests: LoopbackRequest[] = [];
  const sockets = new Set<Socket>();
  const failures: unknown[] = [];
  let arrivals = 0;
  const handle = (incoming: Incoming, outgoing: Outgoing) => {
    const exchange = new Exchange(outgoing, `loopback-${++arrivals}`);
    answer(incoming, exchange, script, requests).catch((error: unknown) => failures.push(error));
  };
  const server = protocol === 'h2' ? createHttp2Server(handle) : createHttp1Server(handle);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const url = await listen(server);
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
    if (failures.length > 0)
      throw new AggregateError(failures, 'A script of the loopback Bedrock has thrown.');
  };
  return {
    url,
    client: (config) => makeClient(url, config),
    requests,
    get connectionCount() {
      return sockets.size;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function answer(
  incoming: Incoming,
  exchange: Exchange,
  script: LoopbackScript,
  requests: LoopbackRequest[],
): Promise<void> {
  const modelId = /^\/model\/([^/]+)\/converse-stream$/.exec(incoming.url ?? '')?.[1];
  if (modelId === undefined) {
    const message = `A loopback Bedrock has no ${incoming.method} ${incoming.url}.`;
    exchange.refuse(404, 'UnknownOperationException', message);
    return;
  }
  const body = await bodyOf(incoming);
  // Who leaves while sending has asked for nothing.
  if (!body) return;
  const request: LoopbackRequest = {
    input: { modelId: decodeURIComponent(modelId), ...body },
    index: requests.length,
    headers: incoming.headers,
    closed: exchange.closed,
    get isOpen() {
      return exchange.isOpen;
    },
  };
  requests.push(request);
  try {
    await exchange.play(stepsFor(script, request));
  } catch (error) {
    exchange.reset();
    throw error;
  }
}

async function bodyOf(incoming: Incoming): Promise<Omit<ConverseStreamCommandInput, 'modelId'> | undefined> {
  const sent = await text(incoming).catch(() => undefined);
  return sent === undefined ? undefined : (JSON.parse(sent) as Omit<ConverseStreamCommandInput, 'modelId'>);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function* echo({ input }: ScriptedRequest) {
  const question = input.messages
    ?.at(-1)
    ?.content?.map(({ text }) => text ?? '')
    .join(' ');
  yield* textMessage(`This is the loopback Bedrock. You said: ${question}`);
}
