/** What of a Node stream the reading needs: known by its members, as the library knows no Node. */
export interface NodeBody {
  readonly destroyed?: boolean;
  on(event: string, listener: (argument: never) => void): unknown;
  off(event: string, listener: (argument: never) => void): unknown;
  pause(): unknown;
  resume(): unknown;
  read(): Uint8Array | null;
  destroy(): unknown;
}

const methods = ['on', 'off', 'pause', 'resume', 'read', 'destroy'] as const;

/** Whether a response's body is a stream of Node's. Browsers have others, and mocks have anything. */
export function isNodeBody(body: unknown): body is NodeBody {
  if (typeof body !== 'object' || body === null) return false;
  return methods.every((method) => typeof (body as Partial<NodeBody>)[method] === 'function');
}

/** How many bytes may wait for the reader before the peer has to. */
const highWater = 256 * 1024;

/**
 * The chunks of a body, for one reader. It listens to the stream in place of iterating over it, for two reasons:
 * Node's iterator loses what has arrived and not been read when the connection breaks, and it takes longer for a
 * chunk than the decoding.
 */
export class BodyReader {
  /** Called when a chunk has come, or the end. */
  onArrival: () => void = () => undefined;
  private readonly body: NodeBody;
  private readonly chunks: Uint8Array[] = [];
  private waitingBytes = 0;
  private isFlowing = false;
  private isOver: boolean;
  private error: Error | undefined;

  constructor(body: NodeBody) {
    this.body = body;
    this.isOver = body.destroyed === true;
    // Nothing flows before somebody asks.
    body.pause();
    body.on('data', this.onData);
    body.on('end', this.onEnd);
    body.on('close', this.onBreak);
    // Never taken away: an error after we have left would be nobody's, and end the process.
    body.on('error', this.onBreak);
  }

  /** The next chunk, if it has come. */
  take(): Uint8Array | undefined {
    const chunk = this.chunks.shift();
    this.waitingBytes -= chunk?.length ?? 0;
    return chunk;
  }

  /** Whether the last chunk was taken; throws what broke the body. Otherwise chunks may come from now on. */
  hasEnded(): boolean {
    if (this.chunks.length > 0) return false;
    if (this.error) throw this.error;
    if (!this.isOver && !this.isFlowing) {
      this.isFlowing = true;
      this.body.resume();
    }
    return this.isOver;
  }

  /** Closes the body unless it came to its end. Nobody is told of anything any more. */
  leave(): void {
    const isOpen = !this.isOver;
    this.onArrival = () => undefined;
    this.finish();
    if (isOpen) this.body.destroy();
  }

  private readonly onData = (chunk: Uint8Array): void => {
    this.chunks.push(chunk);
    this.waitingBytes += chunk.length;
    this.onArrival();
    // One read of a socket brings many chunks at once. More than that comes only while the loop yields to timers.
    if (this.waitingBytes > highWater && this.isFlowing) {
      this.isFlowing = false;
      this.body.pause();
    }
  };

  private readonly onEnd = (): void => {
    this.finish();
  };

  /** Of a close without an end nobody says why: an abort, a timeout of the SDK's, a peer that was lost. */
  private readonly onBreak = (error?: Error): void => {
    if (this.isOver) return;
    this.error = error;
    this.body.off('data', this.onData);
    // What had arrived by then is good. Node keeps it, but does not hand it out by itself any more.
    for (let chunk = this.body.read(); chunk !== null; chunk = this.body.read()) this.chunks.push(chunk);
    this.finish();
  };

  private finish(): void {
    this.isOver = true;
    this.body.off('data', this.onData);
    this.body.off('end', this.onEnd);
    this.body.off('close', this.onBreak);
    this.onArrival();
  }
}
