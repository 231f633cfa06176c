/** Text in one style, as SGR numbers say it: 1 bold, 32 green, 36 cyan. */
export interface Run {
  readonly text: string;
  readonly styles: readonly number[];
}

/** As much of a terminal as `npm start` needs: it writes lines, goes up, erases, and paints. */
export class Terminal {
  private readonly rows: Run[][] = [[]];
  private row = 0;
  private styles: number[] = [];

  write(output: string): void {
    for (const [, parameter = '', command, text] of output.matchAll(escapesAndText)) {
      if (text !== undefined) this.print(text);
      else this.obey(command!, parameter);
    }
  }

  /** The last lines, as many as there is room for. */
  screen(height: number): Run[][] {
    const rows = this.rows.at(-1)!.length === 0 ? this.rows.slice(0, -1) : this.rows;
    return rows.slice(-height).map((row) => [...row]);
  }

  private print(text: string): void {
    if (text === '\n') {
      this.row += 1;
      this.rows[this.row] ??= [];
    } else if (text !== '\r') this.rows[this.row]!.push({ text, styles: [...this.styles] });
  }

  private obey(command: string, parameter: string): void {
    if (command === 'A') {
      this.row = Math.max(0, this.row - Number(parameter));
      // What is drawn over a line ends by erasing the rest of it: nothing of the old line stays.
      for (let row = this.row; row < this.rows.length; row++) this.rows[row] = [];
    } else if (command === 'm') this.paint(parameter.split(';').map(Number));
  }

  private paint(styles: number[]): void {
    const off: Record<number, number[]> = {
      0: this.styles,
      22: [1, 2],
      39: [30, 31, 32, 33, 34, 35, 36, 37],
    };
    for (const style of styles) {
      const ended = off[style];
      this.styles = ended ? this.styles.filter((each) => !ended.includes(each)) : [...this.styles, style];
    }
  }
}

const escapesAndText = /\u001b\[\??([\d;]*)([A-Za-z])|(\r|\n|[^\u001b\r\n]+)/g;
