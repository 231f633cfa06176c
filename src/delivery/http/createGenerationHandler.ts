import { Refusal } from './answers.js';
import { Desk } from './desk.js';
import { isPassing } from './ending.js';
import { type GenerationHandlerOptions, handlerSettings } from './options.js';

/**
 * Serves generations over HTTP: starts them, lets anybody who may come back for the rest, and cancels them.
 *
 * <span class="informal">A lost network is a pause, not an end.</span>
 *
 * One Fetch-API function for every method and path below where it is mounted:
 *
 * - `POST /generations` starts one and streams it; `Content-Location` says where it can be read again. A repeated
 *   `Idempotency-Key` reads the generation that the first one started; with another body, or by somebody who may not
 *   read that one, it is refused (422).
 * - `GET /generations/:id` reads it, from the start or behind `Last-Event-ID` (else `?after=`): 204 when that was the end.
 * - `DELETE /generations/:id` stops it for everybody, whichever process makes it.
 *
 * A client that leaves stops nothing. Events are server-sent events, one JSON each; the last frame, `generationEnd`, says
 * how the generation ended. A response without it was cut: `fromSse` comes back by itself.
 *
 * ```text
 * start       s-a-b-c----d-e-m|
 * network     -----#                 is lost
 * response 1  s-a-b#
 * response 2         c---d-e-m|      asked for with Last-Event-ID: 3
 * ```
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { converse, userMessage } from 'rx-bedrock';
 * import { createGenerationHandler, memoryLog } from 'rx-bedrock/delivery';
 *
 * const client = new BedrockRuntimeClient();
 * const owners = new Map<string, string>(); // in your database, or the session
 * const userOf = (request: Request) => request.headers.get('authorization') ?? 'nobody'; // your own check
 *
 * const handler = createGenerationHandler({
 *   log: memoryLog(),
 *   userOf,
 *   authorize: (request, id) => id === undefined || owners.get(id) === userOf(request),
 *   start: async (request, { id }) => {
 *     const body = (await request.json().catch(() => null)) as { prompt?: unknown } | null;
 *     const prompt = body?.prompt;
 *     if (typeof prompt !== 'string' || prompt === '') throw new Response('Send { "prompt": "…" }.', { status: 400 });
 *     owners.set(id, userOf(request));
 *     return converse(client, { modelId: 'us.amazon.nova-micro-v1:0', messages: [userMessage(prompt)] });
 *   },
 * });
 *
 * const headers = { authorization: 'Ada', 'content-type': 'application/json' };
 * const body = JSON.stringify({ prompt: 'Hello' });
 * const response = await handler(new Request('http://localhost/generations', { method: 'POST', headers, body }));
 * console.log(response.headers.get('content-location'), await response.text());
 * ```
 *
 * @param options - see {@link GenerationHandlerOptions}
 * @returns what a server calls with each request; it never rejects
 * @throws TypeError, RangeError - at once, when an option cannot be meant
 * @see `fromSse`, which is the client
 */
export function createGenerationHandler(
  options: GenerationHandlerOptions,
): (request: Request) => Promise<Response> {
  const settings = handlerSettings(options);
  const desk = new Desk(settings);
  return async (request) => {
    try {
      return await desk.serve(request);
    } catch (thrown) {
      return answerTo(thrown, (error) => settings.onError(error, request));
    }
  };
}

/** By its name, as servers and test runners bring classes of their own. */
function isResponse(thrown: unknown): thrown is Response {
  return Object.prototype.toString.call(thrown) === '[object Response]';
}

/** What is not meant for clients goes to `report`. */
function answerTo(thrown: unknown, report: (error: unknown) => void): Response {
  if (isResponse(thrown)) return thrown;
  if (thrown instanceof Refusal) return thrown.toResponse();
  report(thrown);
  if (isPassing(thrown))
    return new Refusal(503, 'unavailable', 'Try again later.', { 'retry-after': '1' }).toResponse();
  return new Refusal(500, 'unknown', 'Something failed on the server.').toResponse();
}
