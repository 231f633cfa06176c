/** How many measurements are kept: half a minute of them. */
const length = 120;
/** What a speed is averaged over, in measurements. */
const width = 4;

/** Tokens per second, measured at equal distances. */
export class Pace {
  /** Between two measurements, in milliseconds. */
  readonly period = 250;
  readonly history: number[] = [];
  private totals: number[] = [];
  private total: number | undefined;
  isOver = false;

  /** The latest, and at last the mean of those with tokens in them; nothing before the first token. */
  get now(): number | undefined {
    if (!this.isOver) return this.history.at(-1);
    const busy = this.history.filter((speed) => speed > 0);
    return busy.length === 0 ? undefined : busy.reduce((sum, speed) => sum + speed, 0) / busy.length;
  }

  /** @param isPast - whether the news was there already, and was not made just now */
  note(total: number, isPast = false): void {
    if (this.total === undefined) this.totals.push(total);
    else if (isPast) this.totals = this.totals.map((each) => each + total - this.total!);
    this.total = total;
  }

  measure(): void {
    if (this.total === undefined) return;
    this.totals.push(this.total);
    if (this.totals.length > width + 1) this.totals.shift();
    const seconds = ((this.totals.length - 1) * this.period) / 1000;
    this.history.push((this.total - this.totals[0]!) / seconds);
    if (this.history.length > length) this.history.shift();
  }
}
