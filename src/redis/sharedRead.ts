import type { End } from '../delivery/log.js';
import { BlockingRead } from './blockingRead.js';
import { Channel, type Follower } from './channel.js';
import type { Entry, Opening } from './entries.js';
import { unavailable } from './failure.js';
import type { Keys } from './keys.js';
import { LeaseWatch } from './leaseWatch.js';
import type { Line } from './line.js';
import { markWatched } from './watched.js';

/** How often to say that a generation is being read, in milliseconds. */
const markEvery = 1_000;

interface Followed {
  readonly channel: Channel;
  lease?: LeaseWatch | undefined;
  markedAt: number;
}

/** The one read, on a connection of its own, that serves all who follow a generation in this process. */
export class SharedRead {
  private readonly line: Line;
  private readonly read: BlockingRead;
  private readonly followed = new Map<string, Followed>();

  constructor(line: Line, prefix: string) {
    this.line = line;
    this.read = new BlockingRead(line, prefix, {
      isWanted: () => this.followed.size > 0,
      positions: () => this.positions(),
      receive: (key, asked, found) => this.receive(key, asked, found),
      fail: (error) => this.failAll(error),
    });
  }

  /** @returns false where the follower is behind the read, and must catch up first */
  join(keys: Keys, opening: Opening, follower: Follower): boolean {
    const followed = this.follow(keys);
    const { channel } = followed;
    if (!channel.join(follower)) return false;
    this.mark(followed);
    this.begin(followed, opening);
    return true;
  }

  leave(keys: Keys, follower: Follower): void {
    const followed = this.followed.get(keys.events);
    if (!followed) return;
    followed.channel.leave(follower);
    this.tidy(followed);
  }

  /** Calls back when a generation is ended. @returns what to call when nobody wants to know any more */
  watch(keys: Keys, opening: Opening, onEnd: (end: End) => void): () => void {
    const followed = this.follow(keys);
    followed.channel.watch(onEnd);
    this.begin(followed, opening);
    return () => {
      followed.channel.unwatch(onEnd);
      this.tidy(followed);
    };
  }

  private follow(keys: Keys): Followed {
    const known = this.followed.get(keys.events);
    if (known) return known;
    const followed: Followed = { channel: new Channel(keys), markedAt: Number.NEGATIVE_INFINITY };
    this.followed.set(keys.events, followed);
    return followed;
  }

  private begin(followed: Followed, opening: Opening): void {
    const { channel } = followed;
    followed.lease ??= new LeaseWatch(this.line, channel.keys, opening, (error) => channel.fail(error));
    this.read.wake();
  }

  private tidy({ channel, lease }: Followed): void {
    if (!channel.isEmpty) return;
    lease?.stop();
    this.followed.delete(channel.keys.events);
  }

  private positions(): Map<string, string> {
    for (const followed of this.followed.values()) this.mark(followed);
    return new Map([...this.followed].map(([key, { channel }]) => [key, channel.position]));
  }

  private receive(key: string, asked: string, found: readonly Entry[]): void {
    const followed = this.followed.get(key);
    if (!followed) return;
    followed.lease?.hear();
    try {
      followed.channel.receive(asked, found);
    } catch (error) {
      followed.channel.fail(unavailable(error));
    }
    this.tidy(followed);
  }

  private failAll(error: unknown): void {
    for (const { channel } of [...this.followed.values()]) channel.fail(unavailable(error));
  }

  private mark(followed: Followed): void {
    const now = performance.now();
    if (!followed.channel.isFollowed || now - followed.markedAt < markEvery) return;
    followed.markedAt = now;
    markWatched(this.line, followed.channel.keys);
  }
}
