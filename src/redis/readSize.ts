/**
 * How many entries to ask for at once. An answer may be longer than a bad connection lives, and takes those of others
 * with it: after a failure less is asked for, and after an answer more again.
 */
export class ReadSize {
  private readonly most: number;
  private count: number;

  /** @param first - how many at first; both are powers of two */
  constructor(most: number, first: number = most) {
    this.most = most;
    this.count = first;
  }

  /** @param read - asks for so many; whatever it fails with is thrown */
  async take<T>(read: (count: number) => Promise<T>): Promise<T> {
    const { count } = this;
    this.count = Math.max(1, count / 2);
    const answer = await read(count);
    this.count = Math.min(this.most, count * 2);
    return answer;
  }
}
