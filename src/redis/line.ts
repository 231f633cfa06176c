import type { Connection } from './connection.js';
import { withDeadline } from './deadline.js';
import { isFinal } from './failure.js';

/** The first pause before a command is sent again, in milliseconds; it doubles up to ten times as long. */
const firstPause = 50;

/** The user's connection, on which every command is answered in time or fails. */
export class Line {
  readonly connection: Connection;
  readonly timeoutMs: number;

  constructor(connection: Connection, timeoutMs: number) {
    this.connection = connection;
    this.timeoutMs = timeoutMs;
  }

  send(...command: string[]): Promise<unknown> {
    return withDeadline(this.connection.send(command), this.timeoutMs);
  }

  transact(...commands: readonly (readonly string[])[]): Promise<unknown[]> {
    return withDeadline(this.connection.transact(commands), this.timeoutMs);
  }

  /**
   * Does something again until it succeeds, or has failed for `timeoutMs`. What a lost connection did with a command
   * nobody knows: `action` must find out whether it was carried out.
   */
  async persist<T>(action: () => Promise<T>): Promise<T> {
    const until = performance.now() + this.timeoutMs;
    for (let pause = firstPause; ; pause = Math.min(pause * 2, firstPause * 10)) {
      try {
        return await action();
      } catch (error) {
        if (isFinal(error) || performance.now() + pause >= until) throw error;
      }
      // Not all at the same time: together they may be more than a bad connection carries.
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random() / 2)));
    }
  }
}
