import type { Subscriber } from 'rxjs';
import { errorOf, logExpired, logGap } from '../delivery/end.js';
import type { End, LogEntry } from '../delivery/log.js';
import { tell, tellEnd } from '../sharing/isolate.js';
import type { Follower } from './channel.js';
import {
  endIn,
  entriesOf,
  type Entry,
  idOf,
  logEntriesOf,
  type Opening,
  openingOf,
  seal,
} from './entries.js';
import { unavailable } from './failure.js';
import type { Keys } from './keys.js';
import type { Line } from './line.js';
import { ReadSize } from './readSize.js';
import type { SharedRead } from './sharedRead.js';
import { markWatched } from './watched.js';

/** How many entries are asked for at once at the most: all that is ever held for a reader. */
const mostEntries = 128;
/** How many at first: there are readers who only take a look. */
const firstEntries = 16;

/** Entries that were asked for at once. */
interface Page {
  readonly entries: readonly Entry[];
  /** Whether there were no more. */
  readonly isLast: boolean;
}

/**
 * One reader of a generation. It reads alone until it has come to where the shared read stands, and follows that from
 * then on: the shared read is never turned back for it, which would lose what is on its way.
 */
export class Reader implements Follower {
  seq: number;
  private readonly subscriber: Subscriber<LogEntry>;
  private readonly keys: Keys;
  private readonly size = new ReadSize(mostEntries, firstEntries);

  constructor(subscriber: Subscriber<LogEntry>, keys: Keys, after: number) {
    this.subscriber = subscriber;
    this.keys = keys;
    this.seq = after;
  }

  async read(line: Line, shared: SharedRead): Promise<void> {
    try {
      const { opening, page: first } = await this.begin(line);
      markWatched(line, this.keys);
      for (let page = first; ; page = await this.page(line, `(${idOf(this.seq)}`)) {
        for (const entry of page.entries) this.take(entry);
        if (this.subscriber.closed) return;
        if (page.isLast && shared.join(this.keys, opening, this)) break;
      }
      this.subscriber.add(() => {
        shared.leave(this.keys, this);
      });
    } catch (error) {
      this.fail(unavailable(error));
    }
  }

  receive(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      if (this.subscriber.closed) return;
      if (entry.seq <= this.seq) continue;
      if (entry.seq !== this.seq + 1) {
        this.fail(logGap(this.seq, entry.seq));
        return;
      }
      this.seq = entry.seq;
      tell(this.subscriber, entry);
    }
  }

  end(end: End, last: number = this.seq): void {
    // Sealed behind an event that is not there: the tail was lost with the server that had it.
    const error = last === this.seq ? errorOf(end) : logGap(this.seq, last);
    if (error) this.fail(error);
    else tellEnd(() => this.subscriber.complete());
  }

  fail(error: unknown): void {
    tellEnd(() => this.subscriber.error(error));
  }

  private async begin(line: Line): Promise<{ opening: Opening; page: Page }> {
    const [[first], page] = await Promise.all([
      line.persist(() => range(line, this.keys, '-', 1)),
      // With the entry that holds the last known event: it must be there.
      this.page(line, idOf(this.seq)),
    ]);
    const opening = openingOf(first);
    if (!opening) throw logExpired();
    const [known] = page.entries;
    if (this.seq > 0 && (!known || known.id === seal)) throw logGap(this.seq, this.seq + 1);
    return { opening, page };
  }

  private page(line: Line, from: string): Promise<Page> {
    const read = async (count: number) => {
      const entries = await range(line, this.keys, from, count);
      return { entries, isLast: entries.length < count };
    };
    return line.persist(() => this.size.take(read));
  }

  private take(entry: Entry): void {
    if (this.subscriber.closed) return;
    if (entry.id !== seal) this.receive(logEntriesOf(entry));
    else {
      const { end, last } = endIn(entry);
      this.end(end, last);
    }
  }
}

async function range(line: Line, { events }: Keys, from: string, count: number): Promise<Entry[]> {
  return entriesOf(await line.send('XRANGE', events, from, '+', 'COUNT', String(count)));
}
