import type { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseEvent } from '../../events.js';
import { KnownFailure } from '../knownFailure.js';
import type { Delivery } from '../delivery.js';
import { pump } from '../pump.js';
import { isNodeBody } from './body.js';
import { FrameFeed } from './frameFeed.js';
import { FrameSource } from './frameSource.js';
import { WireReader } from './wireReader.js';

/**
 * Takes the body of the command's response from the SDK, before it reads it, where there is one that we can read.
 * @param maxFrameBytes - the most that a frame of it may declare itself to have
 */
export function takeBody(command: ConverseStreamCommand, maxFrameBytes?: number): TakenBody {
  const taken = new TakenBody(maxFrameBytes);
  command.middlewareStack.addRelativeTo(
    <Args, Result extends { response?: unknown }>(next: (args: Args) => Promise<Result>) =>
      async (args: Args) => {
        const result = await next(args);
        taken.take(result.response);
        return result;
      },
    // Right inside the deserializer: retries come through here again, middleware of the user's that works on the body
    // has done so, and the deserializer reads what is left here.
    { relation: 'after', toMiddleware: 'deserializerMiddleware', name: 'rxBedrockTakeBody' },
  );
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      taken.decoded = result.output?.stream;
      return result;
    },
    // Right outside the deserializer: nobody else has seen its output yet.
    { step: 'deserialize', priority: 'high', name: 'rxBedrockSeeDecoder' },
  );
  return taken;
}

/** The body of a response, in our hands. */
export class TakenBody {
  /** The stream as the SDK's decoder has made it. */
  decoded: AsyncIterable<ConverseEvent> | undefined;
  private source: FrameSource | undefined;
  private feed = new FrameFeed();
  private isLeft = false;
  private readonly maxFrameBytes: number | undefined;

  constructor(maxFrameBytes?: number) {
    this.maxFrameBytes = maxFrameBytes;
  }

  /** Puts a feed in the body's place. What is no success, or no stream of Node's, is left alone. */
  take(response: unknown): void {
    // An earlier attempt's, which the SDK has given up and forgotten.
    this.close();
    if (!isResponse(response) || !isNodeBody(response.body)) return;
    const contentType = response.headers?.['content-type'];
    const source = new FrameSource(response.body, contentType, this.maxFrameBytes);
    const feed = new FrameFeed();
    supply(source, feed);
    response.body = feed;
    this.source = source;
    this.feed = feed;
    if (this.isLeft) this.close();
  }

  /**
   * Delivers the events to their end, if the body was taken. A stream that is not the decoder's own is somebody's who
   * wants to see, or change, every event: then the SDK decodes them all.
   * @returns whether they came to their end
   */
  read(stream: AsyncIterable<ConverseEvent>, delivery: Delivery): Promise<boolean> | undefined {
    if (!this.source) return undefined;
    if (stream !== this.decoded) return pump(readThrough(stream, this.source), delivery);
    return new WireReader(this.source, this.feed, stream, delivery).read();
  }

  /** Closes the body, unless it came to its end; also one that comes only now. */
  leave(): void {
    this.isLeft = true;
    this.close();
  }

  private close(): void {
    this.source?.leave();
    this.source = undefined;
    // A `send()` that is waiting for the first event goes on, or the user's middleware would wait for ever.
    this.feed.end();
  }
}

interface Response {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  body: unknown;
}

function isResponse(response: unknown): response is Response {
  const { statusCode } = (response ?? {}) as Partial<Response>;
  return typeof statusCode === 'number' && statusCode >= 200 && statusCode < 300;
}

/** Gives the SDK what it asks for until somebody reads the events: `send()` wants to see the first one. */
function supply(source: FrameSource, feed: FrameFeed): void {
  const giveNext = () => {
    source.onArrival = giveNext;
    try {
      if (source.hasFrame()) feed.give(source.takeFrame());
      else if (source.hasEnded()) feed.end();
      else return;
    } catch (error) {
      // What we know better is told once the SDK has told us of the response.
      if (error instanceof KnownFailure) feed.end();
      else feed.fail(error);
    }
    source.onArrival = () => undefined;
  };
  feed.onHunger = giveNext;
}

async function* readThrough(stream: AsyncIterable<ConverseEvent>, source: FrameSource) {
  yield* stream;
  // What the SDK was not told: that it ended too early, or in garbage. A frame that is left was not wanted.
  if (!source.hasFrame()) source.hasEnded();
}
