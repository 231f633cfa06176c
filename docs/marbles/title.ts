/** What stands above a line of a diagram: its name, and words about it, where they find room. */
export interface Title {
  readonly svg: string;
  readonly height: number;
}

// All in pixels; letters as wide as the widest of the usual fonts has them on average.
const size = { firstLine: 20, line: 16, between: 14, nameLetter: 7.4, letter: 6.5 };

export function titleOf(name: string, legend: string, x: number, width: number): Title {
  const beside = width - name.length * size.nameLetter - size.between;
  const isBeside = legend.length * size.letter <= beside;
  const below = legend === '' || isBeside ? [] : wrapped(legend, Math.floor(width / size.letter));
  const words = [
    ...(isBeside && legend !== ''
      ? [`<tspan class="legend" dx="${size.between}">${escape(legend)}</tspan>`]
      : []),
    ...below.map((line) => `<tspan class="legend" x="${x}" dy="${size.line}">${escape(line)}</tspan>`),
  ];
  const style = name.includes('(') ? 'name operator' : 'name';
  return {
    svg: `<text class="${style}" x="${x}" y="12">${escape(name)}${words.join('')}</text>`,
    height: size.firstLine + below.length * size.line,
  };
}

function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
