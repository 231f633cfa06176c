import type { Segments } from './segments.js';

/** How to pace. */
export interface Pace {
  /** Characters per millisecond when there is no hurry; 0 for none. */
  readonly rate: number;
  /** The longest that anything may be held back, in milliseconds. */
  readonly maxLag: number;
  /** Cuts into what is shown as one. */
  readonly units: Segments;
  /** How many characters such a unit counts for. */
  readonly weigh: (unit: string) => number;
}

/** Text that must be shown by a certain time: all up to the character with this number. */
interface Due {
  readonly by: number;
  end: number;
}

/** A screen shows no more in between, in milliseconds. */
const tick = 16;

/** What rounding may make of nothing. */
const tiny = 1e-6;

/** Into how many parts the time that a text may wait is divided, so that there are never many to look at. */
const grain = 32;

/**
 * Lets go of text bit by bit. It goes at the slowest rate, not below its own, at which all that waits is out in time;
 * so it never jumps, and is never late. Times are in milliseconds, of any clock that does not go back.
 */
export class Pacer {
  private readonly pace: Pace;
  private waiting: string[] = [];
  private head = 0;
  private dues: Due[] = [];
  /** Characters so far, as readers count them. */
  private arrived = 0;
  private shown = 0;
  private shownAt = 0;
  /** How far it is ahead of its pace, in characters: what is shown must be waited for afterwards. */
  private balance = 0;
  private rate = 0;
  private last = 0;
  /** What may still change with the next chunk, and by when it must be shown all the same. */
  private openLength = 0;
  private openBy = 0;

  constructor(pace: Pace) {
    this.pace = pace;
  }

  add(chunk: string, now: number): void {
    if (chunk === '') return;
    this.advance(now);
    const by = now + this.pace.maxLag;
    if (this.openLength === 0) this.openBy = by;
    this.openLength += chunk.length;
    for (const unit of this.pace.units.add(chunk)) {
      this.enqueue(unit, this.openBy);
      this.openLength -= unit.length;
      // What follows may still have begun with an earlier chunk.
      if (this.openLength <= chunk.length) this.openBy = by;
    }
  }

  /** What may be shown now. */
  take(now: number): string {
    this.advance(now);
    let text = '';
    while (this.head < this.waiting.length && (this.isInCredit || this.dues[0]!.by <= now))
      text += this.next();
    if (this.openLength > 0 && this.openBy <= now) text += this.rest();
    if (text !== '') this.shownAt = now;
    this.forget();
    this.rate = this.rateFrom(now);
    return text;
  }

  /** When to take again: `undefined` when nothing waits. */
  nextTime(now: number): number | undefined {
    const dues = this.openLength > 0 ? [this.openBy] : [];
    if (this.head < this.waiting.length) {
      const wait = Math.ceil(Math.max(0, -this.balance) / this.rate - tiny);
      dues.push(Math.max(now + wait, this.shownAt + tick), this.dues[0]!.by);
    }
    return dues.length === 0 ? undefined : Math.min(...dues);
  }

  /** All that is left. */
  rest(): string {
    const text = [...this.waiting.slice(this.head), ...this.pace.units.rest()].join('');
    this.waiting = [];
    this.head = 0;
    this.dues = [];
    this.shown = this.arrived;
    this.openLength = 0;
    return text;
  }

  private get isInCredit(): boolean {
    return this.balance > -tiny;
  }

  private advance(now: number): void {
    this.balance += (now - this.last) * this.rate;
    this.last = now;
    if (this.head < this.waiting.length) return;
    // Who has nothing to show saves nothing up; without a pace of its own there is nothing to wait for either.
    this.balance = this.rate === 0 ? 0 : Math.min(this.balance, 0);
  }

  private enqueue(unit: string, by: number): void {
    this.waiting.push(unit);
    this.arrived += this.pace.weigh(unit);
    const last = this.dues.at(-1);
    if (last && by - last.by < this.pace.maxLag / grain) last.end = this.arrived;
    else this.dues.push({ by, end: this.arrived });
  }

  private next(): string {
    const unit = this.waiting[this.head++]!;
    const weight = this.pace.weigh(unit);
    this.shown += weight;
    this.balance -= weight;
    while (this.dues.length > 0 && this.dues[0]!.end <= this.shown) this.dues.shift();
    return unit;
  }

  /** Drops what has been shown, now and then: each time as much as is kept, so that it costs next to nothing. */
  private forget(): void {
    if (this.head * 2 < this.waiting.length) return;
    this.waiting = this.waiting.slice(this.head);
    this.head = 0;
  }

  private rateFrom(now: number): number {
    const debt = Math.max(0, -this.balance);
    return this.dues.reduce((rate, { by, end }) => {
      return Math.max(rate, (end - this.shown + debt) / Math.max(1, by - now));
    }, this.pace.rate);
  }
}
