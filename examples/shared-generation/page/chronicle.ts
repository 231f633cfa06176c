import { type ConverseEvent, isDelta, isReasoningDelta, isToolUseDelta } from 'rx-bedrock/browser';
import { BehaviorSubject, Observable } from 'rxjs';
import type { Past } from '../about.js';

export type MarkKind = 'reasoning' | 'text' | 'tool' | 'block';

/** What a subscriber heard in one moment, in milliseconds since the generation was opened: one event or a few alike. */
export interface Mark {
  readonly at: number;
  readonly kind: MarkKind;
  count: number;
}

/** One subscriber's time. */
export interface Lane {
  readonly name: string;
  joined: number;
  /** What came at once: the past. */
  readonly replayed: { events: number; characters: number };
  /** How many events came after that. */
  live: number;
  readonly marks: Mark[];
  end?: { at: number; how: 'complete' | 'stopped' | 'failed' | 'left' };
}

/** A time without a connection; without a `to` it goes on. */
export interface Outage {
  readonly from: number;
  to?: number;
  /** How many events of that time came at once when it was over. */
  missed: number;
}

/** What a marble diagram is drawn from: written by those who subscribe, read by those who draw. */
export class Chronicle {
  readonly lanes: Lane[] = [];
  readonly outages: Outage[] = [];
  private readonly presence = new BehaviorSubject(0);
  /** How many have subscribed and have not left: who was served to the end still counts. */
  readonly present: Observable<number> = this.presence.asObservable();
  /** Changes with everything that is not just another mark at the end. */
  version = 0;
  /** How long a moment is, in milliseconds. */
  private resolution = 50;
  private began: number;
  /** How many events have come to this tab, and how many of them were past when it came, or came back, for them. */
  private heard = 0;
  private past = 0;
  private readonly now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.began = now();
  }

  get elapsed(): number {
    return this.now() - this.began;
  }

  /** Makes a moment longer, also in the past: memory follows what can be seen. @param resolution - in milliseconds */
  coarsen(resolution: number): void {
    const isCoarser = resolution > this.resolution;
    this.resolution = resolution;
    if (!isCoarser) return;
    for (const { marks } of this.lanes) {
      const finer = marks.splice(0);
      for (const mark of finer) this.mark(marks, mark);
    }
  }

  /** Whether what comes just now was there already when this tab came, or came back, for it. */
  get isPast(): boolean {
    return this.past > 0 && this.heard <= this.past;
  }

  /** Whether somebody still listens. */
  get isLive(): boolean {
    return this.lanes.some(({ end }) => !end);
  }

  /** The same events; each subscription is a lane. */
  follow(name: string, events: Observable<ConverseEvent>): Observable<ConverseEvent> {
    return new Observable((subscriber) => {
      const lane = this.open(name);
      let hasStopped = false;
      let isReplay = true;
      const subscription = events.subscribe({
        next: (event) => {
          hasStopped ||= event.messageStop !== undefined;
          this.note(lane, event, isReplay);
          subscriber.next(event);
        },
        error: (error: unknown) => {
          this.close(lane, 'failed');
          subscriber.error(error);
        },
        complete: () => {
          this.close(lane, hasStopped ? 'complete' : 'stopped');
          subscriber.complete();
        },
      });
      isReplay = false;
      subscriber.add(subscription);
      subscriber.add(() => this.close(lane, 'left'));
    });
  }

  /** The connection of all of them is lost, or is back. */
  noteLine(isLost: boolean): void {
    const latest = this.outages.at(-1);
    const goesOn = latest && latest.to === undefined;
    if (isLost === Boolean(goesOn) || (isLost && !this.isLive)) return;
    if (isLost) this.outages.push({ from: this.elapsed, missed: 0 });
    else latest!.to = this.elapsed;
    this.version += 1;
  }

  /** Some of what comes now has been there already. Who comes to an old generation sees its time, and not only theirs. */
  notePast({ events, ms }: Past): void {
    this.past = events;
    if (this.heard > 0) return;
    const before = Math.max(0, ms - this.elapsed);
    this.began -= before;
    for (const lane of this.lanes) lane.joined += before;
    this.version += 1;
  }

  /** One more event has come to this tab, for all of its lanes. */
  count(): void {
    this.heard += 1;
    const outage = this.outages.at(-1);
    if (this.isPast && outage) outage.missed += 1;
    // When all of it is here, it can be seen how much it was.
    if (this.heard === this.past) this.version += 1;
  }

  private open(name: string): Lane {
    const lane = { name, joined: this.elapsed, replayed: { events: 0, characters: 0 }, live: 0, marks: [] };
    this.lanes.push(lane);
    this.version += 1;
    this.presence.next(this.presence.value + 1);
    return lane;
  }

  private note(lane: Lane, event: ConverseEvent, isReplay: boolean): void {
    const at = this.elapsed;
    if (isReplay || (this.isPast && this.outages.length === 0)) {
      lane.replayed.events += 1;
      lane.replayed.characters += event.contentBlockDelta?.delta?.text?.length ?? 0;
    } else lane.live += 1;
    this.mark(lane.marks, { at, kind: kindOf(event), count: 1 });
  }

  private mark(marks: Mark[], { at, kind, count }: Mark): void {
    const latest = marks.at(-1);
    if (latest?.kind === kind && at - latest.at < this.resolution) latest.count += count;
    else marks.push({ at, kind, count });
  }

  private close(lane: Lane, how: NonNullable<Lane['end']>['how']): void {
    if (lane.end) return;
    lane.end = { at: this.elapsed, how };
    this.version += 1;
    if (how === 'left') this.presence.next(this.presence.value - 1);
    if (!this.isLive) this.noteLine(false);
  }
}

function kindOf(event: ConverseEvent): MarkKind {
  if (!isDelta(event)) return 'block';
  if (isReasoningDelta(event)) return 'reasoning';
  return isToolUseDelta(event) ? 'tool' : 'text';
}
