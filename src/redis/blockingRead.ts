import type { Connection } from './connection.js';
import { withDeadline } from './deadline.js';
import { type Entry, streamsOf } from './entries.js';
import type { Line } from './line.js';
import { ReadSize } from './readSize.js';

/** How long one read waits for something to come, in milliseconds: what was woken in vain is so noticed in time. */
const blockMs = 1_000;
/** How long an answer may be late before the connection is taken for dead, in milliseconds. */
const graceMs = 1_500;
/** How many entries of each stream are read at once at the most. */
const mostEntries = 64;
/** The pause after a failure, in milliseconds; it doubles up to ten times as long. */
const firstPause = 50;

/** What is read, and for whom. */
interface Reading {
  /** Whether there is anything to read. */
  isWanted(): boolean;
  /** The streams to read, each with the id behind which to go on. */
  positions(): ReadonlyMap<string, string>;
  /** @param asked - the position that the stream was read behind */
  receive(key: string, asked: string, found: readonly Entry[]): void;
  /** Called when nothing could be read for as long as commands may take. */
  fail(error: unknown): void;
}

/**
 * Reads many streams with one command that waits, on a connection of its own, for as long as there is any to read.
 * A stream more is no reason to wait until the command returns: a stream of our own wakes it.
 */
export class BlockingRead {
  private readonly line: Line;
  private readonly reading: Reading;
  private readonly alarm: string;
  private alarmPosition = '0-0';
  private readonly size = new ReadSize(mostEntries);
  /** How many streams were read since it is divided: who has waited longest is next. */
  private turn = 0;
  private isRunning = false;
  private isWaiting = false;
  private connection: Connection | undefined;

  constructor(line: Line, prefix: string, reading: Reading) {
    this.line = line;
    this.reading = reading;
    this.alarm = `${prefix}:wake:${crypto.randomUUID()}`;
  }

  /** What is read has changed. */
  wake(): void {
    if (!this.isRunning) void this.run();
    else if (this.isWaiting) {
      this.isWaiting = false;
      void this.ring();
    }
  }

  private async ring(): Promise<void> {
    try {
      await Promise.all([
        this.line.send('XADD', this.alarm, 'MAXLEN', '1', '*', 'wake', '1'),
        this.line.send('PEXPIRE', this.alarm, String(blockMs * 10)),
      ]);
    } catch {
      // The read returns by itself, a little later.
    }
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    let goodAt = performance.now();
    let pause = firstPause;
    while (this.reading.isWanted()) {
      try {
        await this.size.take((count) => this.readOnce(count));
        goodAt = performance.now();
        pause = firstPause;
      } catch (error) {
        this.hangUp();
        if (performance.now() - goodAt > this.line.timeoutMs) this.reading.fail(error);
        await new Promise((resolve) => setTimeout(resolve, pause));
        pause = Math.min(pause * 2, firstPause * 10);
      }
    }
    this.hangUp();
    this.isRunning = false;
  }

  private async readOnce(count: number): Promise<void> {
    const connection = await this.connect();
    // From here until it is sent nothing may wait: what joins in between would not be read, and wake nobody.
    const parts = mostEntries / count;
    const asked = this.nextOf(parts);
    const keys = [this.alarm, ...asked.keys()];
    const ids = [this.alarmPosition, ...asked.values()];
    // Only a part has no time to wait: there may be something in the others.
    const wait = parts === 1 ? ['BLOCK', String(blockMs)] : [];
    this.isWaiting = true;
    const answer = connection.send(['XREAD', 'COUNT', String(count), ...wait, 'STREAMS', ...keys, ...ids]);
    const reply = await withDeadline(answer, blockMs + graceMs);
    this.isWaiting = false;
    for (const [key, found] of streamsOf(reply)) {
      const position = asked.get(key);
      if (position !== undefined) this.reading.receive(key, position, found);
      else this.alarmPosition = found.at(-1)?.id ?? this.alarmPosition;
    }
  }

  /** What there is to read is divided as its entries are: the less of them, the fewer streams. */
  private nextOf(parts: number): ReadonlyMap<string, string> {
    const positions = this.reading.positions();
    if (parts === 1) return positions;
    const all = [...positions];
    const size = Math.ceil(all.length / parts);
    const first = this.turn % all.length;
    this.turn += size;
    return new Map([...all.slice(first), ...all.slice(0, first)].slice(0, size));
  }

  private async connect(): Promise<Connection> {
    if (this.connection) return this.connection;
    this.connection = this.line.connection.duplicate();
    await withDeadline(this.connection.ready(), this.line.timeoutMs);
    return this.connection;
  }

  private hangUp(): void {
    this.isWaiting = false;
    this.connection?.close();
    this.connection = undefined;
  }
}
