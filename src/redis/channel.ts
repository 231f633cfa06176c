import { endOf } from '../delivery/end.js';
import type { End, LogEntry } from '../delivery/log.js';
import type { GenerationError } from '../errors.js';
import { beforeSeal, endIn, type Entry, idOf, logEntriesOf, seal } from './entries.js';
import type { Keys } from './keys.js';

/** Who follows a stream. */
export interface Follower {
  /** The last event it has. */
  readonly seq: number;
  receive(entries: readonly LogEntry[]): void;
  end(end: End, last: number | undefined): void;
  fail(error: unknown): void;
}

/**
 * One stream in the shared read, for all in this process who follow it. Followers stand where it stands or further on:
 * who is behind it catches up alone.
 */
export class Channel {
  readonly keys: Keys;
  /** The id behind which the shared read goes on. A producer alone waits only for the seal. */
  position: string = beforeSeal;
  private seq = Number.POSITIVE_INFINITY;
  private readonly followers = new Set<Follower>();
  private readonly watchers = new Set<(end: End) => void>();

  constructor(keys: Keys) {
    this.keys = keys;
  }

  get isFollowed(): boolean {
    return this.followers.size > 0;
  }

  get isEmpty(): boolean {
    return this.followers.size === 0 && this.watchers.size === 0;
  }

  /** @returns false where the channel is further on than the follower, who must catch up first */
  join(follower: Follower): boolean {
    if (this.isFollowed && follower.seq < this.seq) return false;
    if (!this.isFollowed) this.moveTo(follower.seq);
    this.followers.add(follower);
    return true;
  }

  leave(follower: Follower): void {
    this.followers.delete(follower);
    if (this.isFollowed) return;
    this.position = beforeSeal;
    this.seq = Number.POSITIVE_INFINITY;
  }

  watch(onEnd: (end: End) => void): void {
    this.watchers.add(onEnd);
  }

  unwatch(onEnd: (end: End) => void): void {
    this.watchers.delete(onEnd);
  }

  /** Hands on what the shared read found behind a position, unless the channel has been moved meanwhile. */
  receive(asked: string, found: readonly Entry[]): void {
    for (const entry of found) {
      if (this.position !== asked) return;
      if (entry.id === seal) this.end(entry);
      else {
        const entries = logEntriesOf(entry);
        this.moveTo(entries.at(-1)?.seq ?? this.seq);
        asked = this.position;
        for (const follower of this.followers) follower.receive(entries);
      }
    }
  }

  /** Tells the followers why it cannot go on; and the producer, where there is nothing left to go on with. */
  fail(error: GenerationError): void {
    for (const follower of this.followers) follower.fail(error);
    if (error.code === 'logExpired') this.tellWatchers(endOf(error));
  }

  private moveTo(seq: number): void {
    this.seq = seq;
    this.position = idOf(seq);
  }

  private end(entry: Entry): void {
    const { end, last } = endIn(entry);
    for (const follower of this.followers) follower.end(end, last);
    this.tellWatchers(end);
  }

  private tellWatchers(end: End): void {
    for (const tell of this.watchers) tell(end);
    this.watchers.clear();
  }
}
