import type { ConverseEvent } from '../../events.js';
import type { Delivery } from '../delivery.js';
import { beginTurn, isTurnOver, letTimersRun } from '../turn.js';
import { DeltaDecoder } from './deltaDecoder.js';
import { DeltaHeaders } from './deltaHeaders.js';
import type { FrameFeed } from './frameFeed.js';
import type { FrameSource } from './frameSource.js';

/**
 * Decodes plain deltas by itself, at once, and has every other frame decoded by the SDK, in order.
 *
 * The deltas are nearly all of a stream, and their shape is fixed. All the rest (starts and stops, usage and traces,
 * citations and images, exceptions, whatever comes next year) is rare, and hard to decode exactly as the installed SDK
 * does: its schemas say which members and exceptions it knows, but its code what becomes of a null, a number or a
 * member that it does not know, and both differ between versions that we run with. So it is the SDK that decodes
 * them, and they are the same by construction. A schema walker of our own would have to follow each of its versions.
 */
export class WireReader {
  private readonly source: FrameSource;
  private readonly feed: FrameFeed;
  private readonly decoded: AsyncIterator<ConverseEvent>;
  private readonly delivery: Delivery;
  private readonly deltaHeaders = new DeltaHeaders();
  private readonly deltaDecoder = new DeltaDecoder();
  private outstanding: Promise<IteratorResult<ConverseEvent>> | undefined;
  /** Frames that the SDK has read by itself, before it gave us the stream: mostly the first. */
  private opening: number;
  private isWaiting = false;
  private settle: (hasEnded: true) => void = () => undefined;
  private fail: (error: unknown) => void = () => undefined;

  constructor(
    source: FrameSource,
    feed: FrameFeed,
    decoded: AsyncIterable<ConverseEvent>,
    delivery: Delivery,
  ) {
    this.source = source;
    this.feed = feed;
    this.decoded = decoded[Symbol.asyncIterator]();
    this.delivery = delivery;
    this.opening = feed.given;
  }

  /** Delivers the events; resolves when they have come to their end. */
  read(): Promise<true> {
    return new Promise((resolve, reject) => {
      this.settle = resolve;
      this.fail = reject;
      this.source.onArrival = this.walk;
      this.walk();
    });
  }

  /** Goes on as far as it can at once. */
  private readonly walk = (): void => {
    if (this.isWaiting) return;
    beginTurn();
    try {
      while (this.delivery.isWanted() && this.step());
    } catch (error) {
      // Nothing that comes after a failure is delivered, not even of the same task.
      this.isWaiting = true;
      this.fail(error);
    }
  };

  /** One event; whether the next may follow at once. */
  private step(): boolean {
    if (this.opening > 0) {
      this.opening--;
      return this.wait(this.decodedBySdk());
    }
    if (!this.source.hasFrame()) return this.rest();
    const delta = this.plainDelta();
    if (!delta) return this.wait(this.bySdk());
    this.delivery.deliver(delta);
    return !isTurnOver() || this.wait(letTimersRun());
  }

  private rest(): false {
    if (this.source.hasEnded()) {
      this.feed.end();
      this.settle(true);
    }
    return false;
  }

  /** Walks on when the promise has resolved, and delivers the event that it resolves with. */
  private wait(promise: Promise<ConverseEvent | undefined>): false {
    this.isWaiting = true;
    promise.then((event) => {
      this.isWaiting = false;
      if (event) this.delivery.deliver(event);
      this.walk();
    }, this.fail);
    return false;
  }

  /** The delta under the cursor, if it is a plain one. */
  private plainDelta(): ConverseEvent | undefined {
    const { frame } = this.source;
    if (!this.deltaHeaders.match(frame)) return undefined;
    const delta = this.deltaDecoder.decode(frame.bytes, frame.headersEnd, frame.payloadEnd);
    if (delta) frame.consume();
    return delta;
  }

  private bySdk(): Promise<ConverseEvent | undefined> {
    this.feed.give(this.source.takeFrame());
    return this.decodedBySdk();
  }

  /**
   * What the SDK makes of the frames that it has: undefined if it has dropped them, as it does with unknown events, and
   * asks for more.
   */
  private async decodedBySdk(): Promise<ConverseEvent | undefined> {
    const dropped = new Promise<undefined>((resolve) => {
      this.feed.onHunger = () => {
        resolve(undefined);
      };
      // An SDK that reads ahead would come back for more with an event in hand: hence the turn.
    }).then(letTimersRun);
    this.outstanding ??= this.decoded.next();
    const result = await Promise.race([this.outstanding, dropped]);
    if (!result) {
      this.opening = 0;
      return undefined;
    }
    this.outstanding = undefined;
    return result.done ? undefined : result.value;
  }
}
