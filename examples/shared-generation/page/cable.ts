import { BehaviorSubject, type Observable } from 'rxjs';
import { type Past, pastHeader, serverHeader } from '../about.js';

/** What an answer has said of itself beside its events. */
export interface Answer {
  /** What was past when it began. */
  readonly past?: Past;
  /** Who gave it, where there are several. */
  readonly server?: string;
}

/** This tab's network: it can be pulled out, and the headers of what comes through it are read. */
export class Cable {
  private readonly latest = new BehaviorSubject<Answer>({});
  readonly answers: Observable<Answer> = this.latest.asObservable();
  private readonly send: typeof fetch;
  private cut = new AbortController();
  private isOut = false;

  constructor(send: typeof fetch) {
    this.send = send;
  }

  /** A new generation: what was before does not count. */
  reset(): void {
    this.latest.next({});
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
    if (this.isOut) throw new TypeError('The network has been dropped.');
    const request = new Request(input, init);
    const signal = AbortSignal.any([request.signal, this.cut.signal]);
    const response = await this.send(new Request(request, { signal }));
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) this.note(response.headers);
    return response;
  };

  private note(headers: Headers): void {
    const past = headers.get(pastHeader);
    const server = headers.get(serverHeader);
    this.latest.next({
      ...(past !== null && { past: JSON.parse(past) as Past }),
      ...(server !== null && { server }),
    });
  }
}
