import { KnownFailure } from '../knownFailure.js';
import { BodyReader, type NodeBody } from './body.js';
import { checkFrame } from './checkFrame.js';
import { FrameWalker } from './frameWalker.js';

/** The frames of a body, one at a time and as fast as they come. */
export class FrameSource {
  /** Where the frame is that `hasFrame` has found. */
  readonly frame: FrameWalker;
  private readonly body: BodyReader;
  private readonly contentType: string | undefined;
  private hasBegun = false;

  constructor(body: NodeBody, contentType: string | undefined, maxFrameBytes: number | undefined) {
    this.frame = new FrameWalker(maxFrameBytes);
    this.body = new BodyReader(body);
    this.contentType = contentType;
  }

  /** Called when there may be a frame, or the end. */
  set onArrival(callback: () => void) {
    this.body.onArrival = callback;
  }

  /** Whether a whole frame has come that was not consumed; throws where the stream is malformed, then every time. */
  hasFrame(): boolean {
    try {
      while (!this.frame.peek()) {
        const chunk = this.body.take();
        if (!chunk) return false;
        this.frame.push(chunk);
      }
    } catch (error) {
      throw this.isSomethingElse ? notEvents(this.contentType, error) : error;
    }
    this.hasBegun = true;
    return true;
  }

  /** Whether the last frame was consumed; throws where the end is in the middle of one, or a failure's. */
  hasEnded(): boolean {
    if (!this.body.hasEnded()) return false;
    if (this.frame.isBetweenFrames) return true;
    const failure = new KnownFailure('truncated', 'The stream ended in the middle of an event.');
    throw this.isSomethingElse ? notEvents(this.contentType, failure) : failure;
  }

  /** The bytes of the frame, for the SDK to decode; throws if it could not. */
  takeFrame(): Uint8Array {
    checkFrame(this.frame);
    const { bytes, start, end } = this.frame;
    const copy = new Uint8Array(bytes.subarray(start, end));
    this.frame.consume();
    return copy;
  }

  /** Closes the body, unless it came to its end. */
  leave(): void {
    this.body.leave();
  }

  /** Whether what failed does not even pretend to be an event stream: what gateways and proxies send. */
  private get isSomethingElse(): boolean {
    return !this.hasBegun && this.contentType?.startsWith('application/vnd.amazon.eventstream') === false;
  }
}

function notEvents(contentType: string | undefined, cause: unknown): KnownFailure {
  return new KnownFailure('protocol', `The response is ${contentType}, not an event stream.`, cause);
}
