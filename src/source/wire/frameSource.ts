import { KnownFailure } from '../knownFailure.js';
import { BodyReader, type NodeBody } from './body.js';
import { FrameWalker } from './frameWalker.js';

/** The frames of a body, one at a time and as fast as they come. */
export class FrameSource {
  /** Where the frame is that `hasFrame` has found. */
  readonly frame: FrameWalker = new FrameWalker();
  private readonly body: BodyReader;
  private readonly contentType: string | undefined;
  private hasBegun = false;

  constructor(body: NodeBody, contentType: string | undefined) {
    this.body = new BodyReader(body);
    this.contentType = contentType;
  }

  /** Whether a whole frame has come that was not consumed; throws where the stream is malformed, then every time. */
  hasFrame(): boolean {
    while (!this.frame.peek()) {
      const chunk = this.body.take();
      if (!chunk) return false;
      this.frame.push(chunk);
    }
    this.hasBegun = true;
    return true;
  }

  /** Resolves when there is a frame, or with false at the end; rejects where that is in the middle of one. */
  async arrives(): Promise<boolean> {
    try {
      while (!this.hasFrame()) {
        if (await this.body.wait()) continue;
        if (this.frame.isBetweenFrames) return false;
        throw new KnownFailure('truncated', 'The stream ended in the middle of an event.');
      }
      return true;
    } catch (error) {
      throw this.isSomethingElse(error) ? notEvents(this.contentType, error) : error;
    }
  }

  /** The bytes of the frame, to keep, and the cursor behind it. */
  takeFrame(): Uint8Array {
    const { bytes, start, end } = this.frame;
    const copy = bytes.slice(start, end);
    this.frame.consume();
    return copy;
  }

  /** Closes the body, unless it came to its end. */
  leave(): void {
    this.body.leave();
  }

  /** Whether it is no event stream at all, and does not pretend to be: what gateways and proxies send. */
  private isSomethingElse(error: unknown): boolean {
    const pretends = this.contentType?.startsWith('application/vnd.amazon.eventstream') ?? true;
    return error instanceof KnownFailure && error.code === 'protocol' && !this.hasBegun && !pretends;
  }
}

function notEvents(contentType: string | undefined, cause: unknown): KnownFailure {
  return new KnownFailure('protocol', `The response is ${contentType}, not an event stream.`, cause);
}
