import type { Chronicle, Lane, Mark, Outage } from '../chronicle.js';
import { spanFor, ticksOf } from './axis.js';
import { drawDot, drawEnd, drawMark, sizeOf } from './glyphs.js';
import { type Ink, inkOf } from './ink.js';

const axisHeight = 20;
const margin = { left: 10, right: 14 };
/** How far apart marbles are, in pixels, before they become one bigger one. */
const spacing = 8;

/** What is drawn of a lane: how many marks, how big the last of them, and how far its line. */
interface Drawn {
  readonly marks: number;
  readonly size: number;
  readonly to: number;
}

/**
 * The diagram on a canvas. What has been drawn stays: a frame adds what has come since, so that its cost follows the
 * news and not the length of the generation. Everything is drawn anew only when the picture itself changes: another
 * lane, another scale, another size, another colour scheme.
 */
export class Drawing {
  private readonly canvas: HTMLCanvasElement;
  private readonly pen: CanvasRenderingContext2D;
  private ink: Ink;
  private width = 0;
  private height = 0;
  private span = 0;
  private version = -1;
  /** For each outage, by its start, how far it is shaded. */
  private readonly shaded = new Map<number, number>();
  private readonly drawn = new Map<Lane, Drawn>();

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    this.pen = canvas.getContext('2d')!;
    this.ink = inkOf(canvas);
  }

  /** What is on the canvas is no longer right: the size, or the colours. */
  invalidate(): void {
    this.version = -1;
  }

  /** Where the present is, from the left, in pixels. */
  place(at: number): number {
    return margin.left + (at / this.span) * (this.width - margin.left - margin.right);
  }

  draw(chronicle: Chronicle | undefined): void {
    const elapsed = chronicle?.elapsed ?? 0;
    const isScaled = this.span !== spanFor(chronicle?.isLive ? elapsed : lastOf(chronicle));
    if (!chronicle) this.begin(undefined);
    else if (isScaled || chronicle.version !== this.version) this.begin(chronicle);
    for (const outage of chronicle?.outages ?? []) this.drawOutage(outage, elapsed);
    chronicle?.lanes.forEach((lane, index) => this.drawLane(lane, this.middle(index, chronicle), elapsed));
  }

  private begin(chronicle: Chronicle | undefined): void {
    const { canvas, pen } = this;
    const scale = devicePixelRatio;
    this.width = canvas.clientWidth;
    this.height = canvas.clientHeight;
    canvas.width = Math.round(this.width * scale);
    canvas.height = Math.round(this.height * scale);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    this.ink = inkOf(canvas);
    this.version = chronicle?.version ?? -1;
    this.span = spanFor(chronicle?.isLive ? chronicle.elapsed : lastOf(chronicle));
    this.drawn.clear();
    this.shaded.clear();
    this.drawAxis();
    if (!chronicle) {
      this.invite();
      return;
    }
    for (const outage of chronicle.outages) {
      this.drawOutage(outage, chronicle.elapsed);
      this.drawMissed(outage, chronicle);
    }
    chronicle.coarsen((spacing * this.span) / Math.max(200, this.width));
    chronicle.lanes.forEach((lane, index) => this.drawReplay(lane, this.middle(index, chronicle), chronicle));
  }

  private invite(): void {
    const { pen, ink, width, height } = this;
    pen.fillStyle = ink.muted;
    pen.textAlign = 'center';
    pen.font = '13px system-ui, sans-serif';
    const middle = (height - axisHeight) / 2;
    pen.clearRect(width / 2 - 150, middle - 14, 300, 28);
    pen.fillText('Each lane shows what one subscriber hears.', width / 2, middle);
  }

  private laneHeight(chronicle: Chronicle): number {
    return (this.height - axisHeight) / Math.max(5, chronicle.lanes.length);
  }

  private middle(index: number, chronicle: Chronicle): number {
    return Math.round((index + 0.5) * this.laneHeight(chronicle));
  }

  private drawAxis(): void {
    const { pen, ink, height } = this;
    const bottom = height - axisHeight;
    pen.font = '11px system-ui, sans-serif';
    pen.textBaseline = 'middle';
    for (const { at, text } of ticksOf(this.span, this.width < 360)) {
      const x = Math.round(this.place(at));
      pen.fillStyle = ink.faint;
      pen.fillRect(x, 0, 1, bottom + 4);
      pen.fillStyle = ink.muted;
      pen.textAlign = at === 0 ? 'left' : at === this.span ? 'right' : 'center';
      pen.fillText(text, at === 0 ? x - 2 : at === this.span ? x + 4 : x, height - axisHeight / 2 + 2);
    }
  }

  private drawOutage({ from, to }: Outage, elapsed: number): void {
    const { pen, ink } = this;
    const left = this.shaded.get(from) ?? Math.floor(this.place(from));
    const right = Math.ceil(this.place(to ?? elapsed));
    if (right <= left) return;
    pen.fillStyle = ink.outage;
    pen.fillRect(left, 0, right - left, this.height - axisHeight);
    this.shaded.set(from, right);
  }

  private drawReplay({ joined, replayed }: Lane, middle: number, chronicle: Chronicle): void {
    if (replayed.events === 0) return;
    const { pen, ink } = this;
    const height = this.laneHeight(chronicle) * 0.8;
    const left = this.place(0);
    const width = this.place(joined) - left;
    pen.fillStyle = ink.replay;
    pen.fillRect(left, middle - height / 2, Math.max(4, width), height);
    if (height > 10) this.writeCaughtUp(replayed.events, left, left + width, middle);
  }

  /** Between the first two lanes, where there is room for it. */
  private drawMissed({ from, to, missed }: Outage, chronicle: Chronicle): void {
    const between = this.laneHeight(chronicle);
    if (to !== undefined && missed > 0 && between > 20)
      this.writeCaughtUp(missed, this.place(from), this.place(to), between);
  }

  private writeCaughtUp(events: number, left: number, right: number, middle: number): void {
    const { pen, ink } = this;
    const words = `${events} events caught up at once`;
    pen.fillStyle = ink.muted;
    pen.textAlign = 'right';
    if (right - left > pen.measureText(words).width + 24) pen.fillText(words, right - 10, middle + 0.5);
  }

  private drawLane(lane: Lane, middle: number, elapsed: number): void {
    const before = this.drawn.get(lane);
    const now = lane.end?.at ?? elapsed;
    const from = before?.to ?? lane.joined;
    this.pen.fillStyle = this.ink.muted;
    this.pen.fillRect(this.place(from), middle, Math.max(0, this.place(now) - this.place(from)), 1);
    if (!before) drawDot(this.pen, { x: this.place(lane.joined), y: middle + 0.5 }, this.ink.text);
    this.drawMarks(lane.marks, before, middle);
    if (lane.end && before?.to !== now)
      drawEnd(this.pen, this.ink, { x: Math.round(this.place(lane.end.at)), y: middle }, lane.end.how);
    this.drawn.set(lane, { marks: lane.marks.length, size: sizeOf(lane.marks.at(-1)), to: now });
  }

  /** Those that are new, and the last one again where it has grown: what is drawn twice in one place gets coarse edges. */
  private drawMarks(marks: readonly Mark[], before: Drawn | undefined, middle: number): void {
    const first = Math.max(0, (before?.marks ?? 0) - 1);
    for (let index = first; index < marks.length; index++) {
      const mark = marks[index]!;
      if (index === first && sizeOf(mark) === before?.size) continue;
      this.drawOne(mark, middle);
      // A ring stays whole.
      const previous = marks[index - 1];
      if (previous?.kind === 'block') this.drawOne(previous, middle);
    }
  }

  private drawOne(mark: Mark, middle: number): void {
    drawMark(this.pen, this.ink, { x: this.place(mark.at), y: middle + 0.5 }, mark);
  }
}

/** When the last thing happened. */
function lastOf(chronicle: Chronicle | undefined): number {
  return Math.max(0, ...(chronicle?.lanes.map(({ end }) => end?.at ?? 0) ?? []));
}
