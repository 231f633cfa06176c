/** A way through Redis, from the process that makes a text to those that read it. */
export interface Engine {
  /** Writes the pieces as they come. @returns when all is written, and its end */
  write(id: string, pieces: AsyncIterable<string>): Promise<void>;
  /** Reads from the start to the end; waits for it to begin. */
  read(id: string, onText: (text: string) => void): Promise<void>;
}

export type OpenEngine = (redisUrl: string) => Promise<Engine>;

/** Asks again until somebody has begun to write. */
export async function whenThere<T>(find: () => Promise<T | null | undefined>): Promise<T> {
  for (;;) {
    const found = await find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
