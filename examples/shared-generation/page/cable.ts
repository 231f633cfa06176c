import { BehaviorSubject, type Observable } from 'rxjs';
import { type Past, pastHeader, serverHeader } from '../about.js';

/** How the connection to a generation is. */
export interface Line {
  readonly state: 'idle' | 'asking' | 'open' | 'lost';
  /** How often it was lost, or refused, since it was last open. */
  readonly failures: number;
  /** What a server has said that did not open it. */
  readonly refusal?: string;
  /** What was past when it was opened. */
  readonly past?: Past;
  /** Who is at the other end, where there are several. */
  readonly server?: string;
}

/**
 * This tab's network: what goes through it can be watched, and it can be pulled out. `fromSse` reconnects by itself and
 * without a word; a page that wants to show it looks at the requests that it makes.
 */
export class Cable {
  private readonly latest = new BehaviorSubject<Line>({ state: 'idle', failures: 0 });
  readonly line: Observable<Line> = this.latest.asObservable();
  private readonly send: typeof fetch;
  private cut = new AbortController();
  private isOut = false;

  constructor(send: typeof fetch) {
    this.send = send;
  }

  /** A new generation: what was before does not count. */
  reset(): void {
    this.latest.next({ state: 'idle', failures: 0 });
  }

  /** Breaks every connection, and lets none be made for a while. @param duration - in milliseconds */
  pull(duration: number): void {
    this.isOut = true;
    this.cut.abort(new TypeError('The network has been dropped.'));
    this.cut = new AbortController();
    setTimeout(() => (this.isOut = false), duration);
  }

  /** What takes the place of the browser's own. */
  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const isStream = request.headers.get('accept') === 'text/event-stream';
    if (isStream) this.latest.next({ ...this.latest.value, state: 'asking' });
    try {
      if (this.isOut) throw new TypeError('The network has been dropped.');
      const signal = AbortSignal.any([request.signal, this.cut.signal]);
      const response = await this.send(new Request(request, { signal }));
      return isStream ? await this.watched(response, request.signal) : response;
    } catch (error) {
      if (isStream && !request.signal.aborted) this.fail();
      throw error;
    }
  };

  private async watched(response: Response, signal: AbortSignal): Promise<Response> {
    const { ok, body, status, headers, url } = response;
    if (!ok || !body) {
      this.fail(await wordsOf(response.clone()));
      return response;
    }
    const past = headers.get(pastHeader);
    const server = headers.get(serverHeader);
    this.latest.next({
      state: 'open',
      failures: 0,
      ...(past !== null && { past: JSON.parse(past) as Past }),
      ...(server !== null && { server }),
    });
    const onEnd = () => {
      if (!signal.aborted) this.fail();
    };
    const same = new Response(watchedBody(body, onEnd), { status, headers });
    // A response made by hand does not know where it came from, and relative addresses want to.
    return Object.defineProperty(same, 'url', { value: url });
  }

  private fail(refusal?: string): void {
    const failures = this.latest.value.failures + 1;
    this.latest.next({ state: 'lost', failures, ...(refusal !== undefined && { refusal }) });
  }
}

/** The same bytes, when they are asked for: who has read how the generation ended does not ask for more. */
function watchedBody(body: ReadableStream<Uint8Array>, onEnd: () => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) {
            controller.enqueue(value);
            return;
          }
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        onEnd();
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

async function wordsOf(response: Response): Promise<string> {
  const said: unknown = await response.json().catch(() => undefined);
  const { message } = (said ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : `The server answers with ${response.status}.`;
}
