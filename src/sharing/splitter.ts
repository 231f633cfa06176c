import { Observable, Subject, type Subscriber } from 'rxjs';
import { GenerationError } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import { partialOf } from '../message/snapshotOf.js';
import { type Block, kindIn } from './block.js';
import { shareGeneration } from './generation.js';
import { ReplayLog } from './replayLog.js';

/** A block that is being sent, and what has come of it. */
interface OpenBlock {
  readonly events: Subject<ConverseEvent>;
  readonly log: ReplayLog;
}

/** One inner Observable for each content block of a source. */
export function splitIntoBlocks(source: Observable<ConverseEvent>): Observable<Block> {
  return new Observable((outer) => {
    new Splitter(outer).listenTo(source);
  });
}

class Splitter {
  private readonly outer: Subscriber<Block>;
  private line: Subscriber<ConverseEvent> | undefined;
  private readonly open = new Map<number, OpenBlock>();
  /** What has come of blocks whose kind is not known yet. */
  private readonly nameless = new Map<number, ConverseEvent[]>();
  /** How many read a block just now: `first()` leaves us as soon as it has found one, and reads on there. */
  private readers = 0;

  constructor(outer: Subscriber<Block>) {
    this.outer = outer;
  }

  listenTo(source: Observable<ConverseEvent>): void {
    if (this.outer.closed) return;
    this.outer.add(() => {
      this.leaveIfAlone();
    });
    // The wrapper gives us the line before the source can emit: a synchronous one may be left half-way.
    const opened = new Observable<ConverseEvent>((line) => {
      this.line = line;
      return source.subscribe(line);
    });
    // eslint-disable-next-line rxjs-x/no-ignored-subscription -- it is the line
    opened.subscribe({
      next: (event) => {
        this.receive(event);
      },
      error: (error: unknown) => {
        this.closeAll((block) => {
          block.error(error);
        });
        this.outer.error(error);
      },
      complete: () => {
        this.closeAll(complete);
        this.outer.complete();
      },
    });
  }

  private receive(event: ConverseEvent): void {
    const { contentBlockStart, contentBlockDelta, contentBlockStop, messageStart, messageStop } = event;
    if (messageStart ?? messageStop) this.closeAll(complete);
    const own = contentBlockDelta ?? contentBlockStart ?? contentBlockStop;
    if (!own) return;
    const index = own.contentBlockIndex ?? 0;
    const open = this.open.get(index);
    if (open) open.events.next(event);
    else if (!contentBlockStop) this.begin(index, event);
    if (contentBlockStop) this.close(index);
  }

  private begin(index: number, event: ConverseEvent): void {
    const events = [...(this.nameless.get(index) ?? []), event];
    const kind = kindIn(event);
    if (kind === undefined) {
      this.nameless.set(index, events);
      return;
    }
    this.nameless.delete(index);
    const start = events.find(({ contentBlockStart }) => contentBlockStart)?.contentBlockStart?.start;
    const about = { index, kind, ...(start ? { start } : {}) };
    const block: Block = Object.assign(this.counted(this.share(index)), about);
    // Before anybody sees it, so that nothing can overtake them.
    for (const each of events) this.open.get(index)?.events.next(each);
    this.outer.next(block);
  }

  /** Opens a block that everybody gets whole, whenever they come. */
  private share(index: number): Observable<ConverseEvent> {
    const open = { events: new Subject<ConverseEvent>(), log: new ReplayLog() };
    this.open.set(index, open);
    const shared = shareGeneration(open.events, { log: open.log, grace: Number.POSITIVE_INFINITY });
    // The first subscriber, who makes it begin, stays to the end of the block; its error is for those who read it.
    // eslint-disable-next-line rxjs-x/no-ignored-subscription -- it ends with the block
    shared.subscribe({ error: () => undefined });
    return shared;
  }

  private counted(events: Observable<ConverseEvent>): Observable<ConverseEvent> {
    return new Observable((reader) => {
      this.readers += 1;
      reader.add(() => {
        this.readers -= 1;
        this.leaveIfAlone();
      });
      return events.subscribe(reader);
    });
  }

  private close(index: number): void {
    this.nameless.delete(index);
    const open = this.open.get(index);
    this.open.delete(index);
    open?.events.complete();
  }

  private closeAll(end: (block: Subject<ConverseEvent>) => void): void {
    const blocks = [...this.open.values()];
    this.open.clear();
    this.nameless.clear();
    for (const { events } of blocks) end(events);
  }

  /** Leaves the source when nobody reads any more, neither the blocks nor one of them. */
  private leaveIfAlone(): void {
    if (!this.outer.closed || this.readers > 0) return;
    this.line?.unsubscribe();
    const blocks = [...this.open.values()];
    this.open.clear();
    for (const { events, log } of blocks) events.error(leftBy(log));
  }
}

function complete(block: Subject<ConverseEvent>): void {
  block.complete();
}

/** Why there is no more, for who reads a block when everybody has left. */
function leftBy(log: ReplayLog): GenerationError {
  const message =
    'The block was left before its end, and so was the stream that it comes from; who reads it later gets what had ' +
    'arrived until then. Subscribe to a block as soon as it is emitted, or stay subscribed to splitBlocks().';
  return new GenerationError('aborted', message, { partial: partialOf(log.fold()) });
}
