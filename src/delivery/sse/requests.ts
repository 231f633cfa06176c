import { GenerationError } from '../../errors.js';
import { randomId } from '../randomId.js';

/** The requests of one reader: the first as its caller wants it, the others for what is still missing. */
export class Requests {
  private readonly url: string;
  private readonly init: RequestInit;
  /** Sent with every attempt to start, so that the server starts one generation however often it is asked. */
  private readonly key = randomId();
  /** The request that starts one: made once, as a form would have another boundary, and so another body, each time. */
  private starting: Request | undefined;
  /** Where the generation can be read; not known before the first answer where it has to be started. */
  private location: string | undefined;

  constructor(url: string, init: RequestInit) {
    this.url = url;
    this.init = init;
    if (!startsOne(init)) this.location = url;
  }

  /** Whether it is known where the generation is. */
  get isNamed(): boolean {
    return this.location !== undefined;
  }

  /** @param seq - the last event that has arrived */
  next(seq: number, signal: AbortSignal): Request {
    if (this.location !== undefined) return new Request(this.location, this.reading(seq, signal));
    this.starting ??= this.toStart();
    return new Request(this.starting.clone(), { signal });
  }

  /** Learns from the first answer where the generation is. @returns its id */
  open(response: Response): string {
    if (this.location === undefined) {
      const location = response.headers.get('content-location');
      if (location === null) {
        const fix = 'To read it across origins, let the server send access-control-expose-headers.';
        throw new GenerationError('protocol', `The answer has no Content-Location. ${fix}`);
      }
      this.location = this.sameOrigin(new URL(location, response.url));
    }
    const { pathname } = new URL(this.location, response.url);
    return decodeURIComponent(pathname.slice(pathname.lastIndexOf('/') + 1));
  }

  /** Cancels the generation. Nobody waits for the answer, and a page that is being left sends it all the same. */
  cancel(): void {
    if (this.location === undefined) return;
    const headers = this.headers();
    // Not a content type that any site could send.
    headers.set('content-type', 'application/json');
    const { body: _body, signal: _signal, ...init } = this.init;
    fetch(this.location, { ...init, method: 'DELETE', headers, keepalive: true }).then(
      (response) => response.body?.cancel(),
      () => undefined,
    );
  }

  /** Headers with somebody's credentials go to nobody whom the caller has not named. */
  private sameOrigin({ origin, href }: URL): string {
    if (this.starting && origin === new URL(this.starting.url).origin) return href;
    throw new GenerationError('protocol', `The Content-Location is of another origin: ${origin}.`);
  }

  private toStart(): Request {
    const { signal: _signal, ...init } = this.init;
    const headers = new Headers(init.headers);
    if (!headers.has('idempotency-key')) headers.set('idempotency-key', this.key);
    headers.set('accept', 'text/event-stream');
    return new Request(this.url, { ...init, headers });
  }

  private reading(seq: number, signal: AbortSignal): RequestInit {
    const headers = this.headers();
    headers.set('accept', 'text/event-stream');
    if (seq > 0) headers.set('last-event-id', String(seq));
    const { body: _body, ...init } = this.init;
    return { ...init, method: 'GET', headers, signal, cache: 'no-store' };
  }

  /** The caller's own, without those that belong to the body. */
  private headers(): Headers {
    const headers = new Headers(this.init.headers);
    for (const name of ['content-type', 'content-length', 'idempotency-key']) headers.delete(name);
    return headers;
  }
}

/** Whether a first request starts a generation, rather than reading one. */
function startsOne({ method = 'GET' }: RequestInit): boolean {
  return method.toUpperCase() === 'POST';
}
