/** The content types that a form of any site can send; a missing one too. */
const simple = /^\s*(?:$|;|application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/i;

/**
 * Whether another site could have made a browser send this request, cookies and all, without asking first. Every other
 * content type makes the browser ask the server (CORS), and so does DELETE.
 */
export function mayBeForged(request: Request): boolean {
  if (!simple.test(request.headers.get('content-type') ?? '')) return false;
  const origin = request.headers.get('origin');
  return origin === null ? request.method !== 'DELETE' : hostOf(origin) !== new URL(request.url).host;
}

/** By host alone: behind a proxy that does the TLS, the scheme is not the one that the browser sees. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
