import type { Run } from './terminal.js';

/** What the terminal showed from one moment on, in milliseconds. */
export interface Frame {
  readonly at: number;
  readonly rows: readonly Run[][];
}

// All in pixels.
const row = 19;
const column = 8.43;
const margin = 18;

/**
 * Makes an animated picture of frames, with each line in it once for as long as it stood there. It begins anew after
 * `rest` milliseconds; what cannot move shows the last frame.
 */
export function film(frames: readonly Frame[], columns: number, rest: number): string {
  const height = Math.max(...frames.map(({ rows }) => rows.length));
  const total = frames.at(-1)!.at + rest;
  const lines = Array.from({ length: height }, (_, index) => linesAt(index, frames, total)).flat();
  const width = Math.round(columns * column + 2 * margin);
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="npm start: one generation, four subscribers, the fourth of which joins late" viewBox="0 0 ${width} ${height * row + 2 * margin}" width="${width}">
<style>rect{fill:#16181d}text{font:14px ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#d7dae0;white-space:pre}.s1{font-weight:bold}.s32{fill:#8fce9b}.s36{fill:#6cc3d5}</style>
<rect width="100%" height="100%" rx="8"/>
${lines.join('\n')}
</svg>
`;
}

function linesAt(index: number, frames: readonly Frame[], total: number): string[] {
  const y = margin + (index + 0.75) * row;
  const shown = frames.map(({ at, rows }) => ({ at, line: drawRuns(rows[index] ?? []) }));
  const changes = shown.filter(({ line }, frame) => line !== shown[frame - 1]?.line);
  return changes.flatMap(({ at, line }, change) => {
    const until = changes[change + 1]?.at ?? total;
    if (line === '') return [];
    const attributes = until === total ? '' : ' display="none"';
    return [`<text x="${margin}" y="${y}"${attributes}>${line}${visible(at, until, total)}</text>`];
  });
}

function visible(from: number, until: number, total: number): string {
  if (from === 0 && until === total) return '';
  const begin = from === 0 ? [] : [['none', 0] as const];
  const end = until === total ? [] : [['none', until] as const];
  const steps = [...begin, ['inline', from] as const, ...end];
  const values = steps.map(([value]) => value).join(';');
  const times = steps.map(([, at]) => Number((at / total).toFixed(4))).join(';');
  return `<animate attributeName="display" values="${values}" keyTimes="${times}" calcMode="discrete" dur="${total}ms" repeatCount="indefinite"/>`;
}

function drawRuns(runs: readonly Run[]): string {
  return runs.map(drawRun).join('');
}

function drawRun({ text, styles }: Run): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const classes = styles.map((style) => `s${style}`).join(' ');
  return classes === '' ? escaped : `<tspan class="${classes}">${escaped}</tspan>`;
}
