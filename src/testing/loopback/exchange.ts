import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  constants,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Stream,
} from 'node:http2';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { encodeEvent, encodeException } from './frames.js';
import type { LoopbackStep } from './steps.js';

/** What Node hands to a server, in either protocol. */
export type Incoming = IncomingMessage | Http2ServerRequest;
export type Outgoing = ServerResponse | Http2ServerResponse;

/** How an exchange came to its end. */
export interface Closing {
  /** `server`: the script ended, or broke the connection. `client`: the other side left before that. */
  by: 'client' | 'server';
  /** When, on the clock of `performance.now()`. */
  at: number;
}

/** One response under way: it plays steps until they end or the client has left. */
export class Exchange {
  /** Resolves when the exchange is over, whoever ended it. */
  readonly closed: Promise<Closing>;
  private readonly response: ServerResponse;
  private readonly requestId: string;
  private readonly left = new AbortController();
  private isOurEnd = false;

  constructor(response: Outgoing, requestId: string) {
    // The two have no common type, only a common behaviour.
    this.response = response as ServerResponse;
    this.requestId = requestId;
    this.closed = new Promise((resolve) => {
      response.once('close', () => {
        this.left.abort();
        resolve({ by: this.isOurEnd ? 'server' : 'client', at: performance.now() });
      });
    });
  }

  get isOpen(): boolean {
    return !this.left.signal.aborted;
  }

  async play(steps: Iterable<LoopbackStep> | AsyncIterable<LoopbackStep>): Promise<void> {
    for await (const step of steps) {
      if (this.isOpen && !this.isOurEnd) await this.perform(step);
      if (!this.isOpen || this.isOurEnd) return;
    }
    this.isOurEnd = true;
    this.sendHeaders();
    this.response.end();
  }

  private async perform(step: LoopbackStep): Promise<void> {
    if (!('step' in step)) {
      await this.write(encodeEvent(step));
      return;
    }
    switch (step.step) {
      case 'headers':
        this.sendHeaders();
        return;
      case 'bytes':
        await this.writeAlone(step.bytes);
        return;
      case 'exception':
        await this.write(encodeException(step.type, step.message));
        this.isOurEnd = true;
        this.response.end();
        return;
      case 'httpError':
        this.refuse(step.status, step.type, step.message);
        return;
      case 'reset':
        this.reset();
        return;
      case 'goAway':
        await this.goAway(step.errorCode);
        return;
      case 'wait':
        await setTimeout(step.ms, undefined, { signal: this.left.signal }).catch(() => undefined);
        return;
      case 'stall':
        await this.closed;
    }
  }

  /** Answers with an HTTP error, unless the stream has begun. */
  refuse(status: number, type: string, message: string): void {
    if (this.response.headersSent)
      throw new Error(`httpError(${status}) must be the first step of a script.`);
    this.isOurEnd = true;
    this.response.writeHead(status, {
      'content-type': 'application/json',
      'x-amzn-errortype': type,
      'x-amzn-requestid': this.requestId,
    });
    this.response.end(JSON.stringify({ message }));
  }

  /** Breaks the connection: RST_STREAM in HTTP/2, a reset socket in HTTP/1.1. */
  reset(): void {
    this.isOurEnd = true;
    const { http2Stream } = this;
    if (http2Stream) http2Stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else this.response.socket?.resetAndDestroy();
  }

  private async goAway(errorCode: number): Promise<void> {
    const session = this.http2Stream?.session;
    if (errorCode === 0) {
      if (session) session.close();
      else if (!this.response.headersSent) this.response.setHeader('connection', 'close');
      return;
    }
    if (!session) {
      this.reset();
      return;
    }
    this.isOurEnd = true;
    session.goaway(errorCode);
    // What is destroyed in the same turn says nothing any more.
    await setImmediate();
    session.destroy();
  }

  /** Nothing in HTTP/1.1. */
  private get http2Stream(): ServerHttp2Stream | undefined {
    return (this.response as ServerResponse & { stream?: ServerHttp2Stream }).stream;
  }

  private sendHeaders(): void {
    if (this.response.headersSent) return;
    this.response.writeHead(200, {
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amzn-requestid': this.requestId,
    });
    this.response.flushHeaders();
  }

  private async write(bytes: Uint8Array): Promise<void> {
    this.sendHeaders();
    if (!this.response.write(bytes) && this.isOpen) {
      await once(this.response, 'drain', { signal: this.left.signal }).catch(() => undefined);
    }
  }

  /** In a turn of its own, so that it reaches the client as a chunk of its own. */
  private async writeAlone(bytes: Uint8Array): Promise<void> {
    await this.write(bytes);
    await setImmediate();
  }
}
