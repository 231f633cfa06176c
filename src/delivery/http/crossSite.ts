/** The content types that a form of any site can send; a missing one too. */
const simple = /^\s*(?:$|;|application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/i;

/** What a browser says of a request that comes from the very same site, or from its own address bar. */
const own: ReadonlySet<string> = /* @__PURE__ */ new Set(['same-origin', 'none']);

/**
 * Whether another site could have made a browser send this request, cookies and all, without asking first. Every other
 * content type makes the browser ask the server (CORS), and so does DELETE, unless something on the way made it of a
 * form. What the browser itself says of where it comes from counts before the Origin, as no page can write it and no
 * proxy rewrites it; over plain HTTP it says nothing.
 */
export function mayBeForged(request: Request): boolean {
  const { method, headers } = request;
  if (!simple.test(headers.get('content-type') ?? '')) return false;
  const site = headers.get('sec-fetch-site');
  if (site !== null) return !own.has(site);
  const origin = headers.get('origin');
  return origin === null ? method !== 'DELETE' : hostOf(origin) !== new URL(request.url).host;
}

/** By host alone: behind a proxy that does the TLS, the scheme is not the one that the browser sees. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
