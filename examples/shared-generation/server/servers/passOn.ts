import type { Forked } from './forked.js';

/** Lets another process answer, whose answer ends where that process dies. */
export async function passOn(request: Request, server: Forked | undefined): Promise<Response> {
  if (server?.url === undefined) return nobody();
  const { method, headers, body, signal, url } = request;
  const { pathname, search } = new URL(url);
  try {
    const answer = await fetch(new URL(pathname + search, server.url), {
      method,
      headers: withoutHops(headers),
      signal,
      ...(body && { body, duplex: 'half' }),
    });
    return new Response(answer.body && endingQuietly(answer.body), {
      status: answer.status,
      headers: withoutHops(answer.headers),
    });
  } catch {
    return nobody();
  }
}

/**
 * The same bytes, which just end where they break off. A reader knows the difference: a generation that is over says so
 * in its last frame.
 */
function endingQuietly(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (value !== undefined) controller.enqueue(value);
      if (done) controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

function nobody(): Response {
  const headers = { 'retry-after': '1' };
  return Response.json(
    { message: 'No server is up to answer this. Another one is starting.' },
    { status: 503, headers },
  );
}

/** Without what is said of one connection, and not of what goes over it. */
function withoutHops(headers: Headers): Headers {
  const passed = new Headers(headers);
  for (const name of ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host'])
    passed.delete(name);
  return passed;
}
