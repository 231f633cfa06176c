import type { Lane, Mark } from '../chronicle.js';
import type { Ink } from './ink.js';

type Pen = CanvasRenderingContext2D;

/** Where a glyph goes, in pixels. */
interface Place {
  x: number;
  y: number;
}

/** A marble is bigger the more events there are in it, up to a size at which it still has its place. */
export function sizeOf(mark: Mark | undefined): number {
  return Math.min(3.4, 1.6 + 0.5 * (mark?.count ?? 0));
}

/** Kinds differ in shape and size, and not only in colour. */
export function drawMark(pen: Pen, ink: Ink, place: Place, mark: Mark): void {
  const size = sizeOf(mark);
  if (mark.kind === 'text') drawDot(pen, place, ink.accent, size);
  else if (mark.kind === 'reasoning') drawDot(pen, place, ink.muted, size * 0.6);
  else if (mark.kind === 'tool') drawSquare(pen, place, ink.text, size * 0.8);
  else drawRing(pen, place, ink);
}

export function drawDot(pen: Pen, { x, y }: Place, colour: string, radius = 3): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 7);
  pen.fill();
}

function drawSquare(pen: Pen, { x, y }: Place, colour: string, radius: number): void {
  pen.fillStyle = colour;
  pen.fillRect(x - radius, y - radius, radius * 2, radius * 2);
}

function drawRing(pen: Pen, place: Place, { text, surface }: Ink): void {
  drawDot(pen, place, text, 4.6);
  drawDot(pen, place, surface, 3.1);
}

/** How a subscriber's time ended. */
export function drawEnd(pen: Pen, ink: Ink, { x, y }: Place, how: NonNullable<Lane['end']>['how']): void {
  pen.fillStyle = ink.text;
  pen.strokeStyle = how === 'failed' ? ink.bad : ink.text;
  pen.lineWidth = 2;
  if (how === 'complete') pen.fillRect(x + 2, y - 7, 2, 15);
  else if (how === 'stopped') pen.fillRect(x, y - 4, 9, 9);
  else if (how === 'failed') drawCross(pen, { x, y });
  else drawDeparture(pen, { x, y });
}

function drawCross(pen: Pen, { x, y }: Place): void {
  pen.beginPath();
  for (const side of [-1, 1]) {
    pen.moveTo(x, y + 0.5 - 5 * side);
    pen.lineTo(x + 10, y + 0.5 + 5 * side);
  }
  pen.stroke();
}

function drawDeparture(pen: Pen, { x, y }: Place): void {
  pen.beginPath();
  pen.moveTo(x, y + 0.5);
  pen.lineTo(x + 6, y + 6.5);
  pen.stroke();
}
