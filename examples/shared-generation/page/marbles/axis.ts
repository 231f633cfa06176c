/** How long the time may be that the diagram shows, in milliseconds: it grows in steps, so that it stands still between. */
const spans = [15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000];

/** The shortest that shows everything. */
export function spanFor(elapsed: number): number {
  return spans.find((span) => span >= elapsed) ?? Math.ceil(elapsed / 3_600_000) * 3_600_000;
}

/** Where to write the time, and what. @param isNarrow - where there is room for every other one only */
export function ticksOf(span: number, isNarrow = false): { at: number; text: string }[] {
  const step = span / 5;
  return [0, 1, 2, 3, 4, 5].map((index) => {
    const isLeftOut = isNarrow && index % 2 === 1;
    return { at: index * step, text: isLeftOut ? '' : inWords(index * step) };
  });
}

function inWords(milliseconds: number): string {
  if (milliseconds < 60_000) return `${milliseconds / 1000} s`;
  const minutes = milliseconds / 60_000;
  return `${Number.isInteger(minutes) ? minutes : minutes.toFixed(1)} min`;
}
