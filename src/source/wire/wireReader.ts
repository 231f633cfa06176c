import type { ConverseEvent } from '../../events.js';
import type { EventReader } from '../pump.js';
import { letTimersRun } from '../turn.js';
import { decodeDelta } from './decodeDelta.js';
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
export class WireReader implements EventReader {
  private readonly source: FrameSource;
  private readonly feed: FrameFeed;
  private readonly decoded: AsyncIterator<ConverseEvent>;
  private readonly deltaHeaders = new DeltaHeaders();
  private outstanding: Promise<IteratorResult<ConverseEvent>> | undefined;
  /** Frames that the SDK has read by itself, before it gave us the stream: mostly the first. */
  private opening: number;

  constructor(source: FrameSource, feed: FrameFeed, decoded: AsyncIterable<ConverseEvent>) {
    this.source = source;
    this.feed = feed;
    this.decoded = decoded[Symbol.asyncIterator]();
    this.opening = feed.given;
  }

  /** The next event: a plain delta that has come already is no promise, and costs no turn of anything. */
  next(): IteratorResult<ConverseEvent> | Promise<IteratorResult<ConverseEvent>> {
    const delta = this.opening === 0 && this.source.hasFrame() ? this.plainDelta() : undefined;
    return delta ? { done: false, value: delta } : this.nextInTime();
  }

  private async nextInTime(): Promise<IteratorResult<ConverseEvent>> {
    while (this.opening > 0) {
      this.opening--;
      const event = await this.decodedBySdk();
      if (event) return { done: false, value: event };
    }
    while (await this.source.arrives()) {
      const event = this.plainDelta() ?? (await this.bySdk());
      if (event) return { done: false, value: event };
    }
    this.feed.end();
    return { done: true, value: undefined };
  }

  /** The delta under the cursor, if it is a plain one. */
  private plainDelta(): ConverseEvent | undefined {
    const { frame } = this.source;
    if (!this.deltaHeaders.match(frame)) return undefined;
    const delta = decodeDelta(frame.bytes, frame.headersEnd, frame.payloadEnd);
    if (delta) frame.consume();
    return delta;
  }

  private bySdk(): Promise<ConverseEvent | undefined> {
    this.feed.give(this.source.takeFrame());
    return this.decodedBySdk();
  }

  /** What the SDK makes of the frame that it has: undefined if it drops it, as it does with unknown events. */
  private async decodedBySdk(): Promise<ConverseEvent | undefined> {
    const dropped = new Promise<void>((resolve) => {
      this.feed.onHunger = resolve;
      // An SDK that reads ahead would come back for more with an event in hand: hence the turn.
    }).then(letTimersRun);
    this.outstanding ??= this.decoded.next();
    const result = await Promise.race([this.outstanding, dropped]);
    if (!result) return undefined;
    this.outstanding = undefined;
    return result.done ? undefined : result.value;
  }
}
