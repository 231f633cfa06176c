import type { GenerationErrorCode } from '../../errors.js';

/** What every answer says: for nobody else's cache, and nothing but what it says it is. */
const always = { 'cache-control': 'no-store, no-transform', 'x-content-type-options': 'nosniff' };

/** A stream of events. @param body - its frames. @param location - where it can be read again */
export function streaming(body: ReadableStream<Uint8Array>, location: string): Response {
  return new Response(body, {
    headers: {
      ...always,
      'content-type': 'text/event-stream; charset=utf-8',
      'content-location': location,
      // Some proxies collect what they pass on, unless they are told.
      'x-accel-buffering': 'no',
    },
  });
}

/** Nothing to say: it is done, or there is nothing left. */
export function nothingLeft(): Response {
  return new Response(null, { status: 204, headers: always });
}

/** Why a request is refused. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: GenerationErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: GenerationErrorCode, message: string, headers = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  toResponse(): Response {
    const { status, code, message, headers } = this;
    return Response.json({ code, message }, { status, headers: { ...always, ...headers } });
  }
}

/** Not there, or not theirs: the two must look the same, or ids could be tried. */
export function notFound(): Refusal {
  return new Refusal(404, 'rejected', 'There is no such generation.');
}

/** There, but not for this method. @param allow - the methods that it knows */
export function notAllowed(message: string, allow: string): Refusal {
  return new Refusal(405, 'rejected', message, { allow });
}

/** Known, but not for this: whether it was somebody else's, or with another body, is not said. */
export function keyTaken(): Refusal {
  const message =
    'This Idempotency-Key was sent with another request before. Send a new one, or the same request.';
  return new Refusal(422, 'rejected', message);
}

/** Too much at once. */
export function tooMany(status: 429 | 503, what: string): Refusal {
  const code = status === 429 ? 'throttled' : 'unavailable';
  return new Refusal(status, code, `There are too many ${what}. Try again later.`, { 'retry-after': '1' });
}
