import type { Forked } from './forked.js';

/** Lets another process answer, whose answer breaks off where that process dies. */
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
    return new Response(answer.body, { status: answer.status, headers: withoutHops(answer.headers) });
  } catch {
    return nobody();
  }
}

function nobody(): Response {
  const headers = { 'retry-after': '1' };
  return Response.json({ message: 'No server is up to answer this. Another one is starting.' }, { status: 503, headers });
}

/** Without what is said of one connection, and not of what goes over it. */
function withoutHops(headers: Headers): Headers {
  const passed = new Headers(headers);
  for (const name of ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host']) passed.delete(name);
  return passed;
}
