/**
 * Lets things of the same name happen one after the other, in the order in which they came. Nobody looks whether it is
 * their turn: each hangs on the one before, so there is nothing that could go round in a circle.
 */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** @param action - called when those before it have succeeded or failed */
  async take<T>(name: string, action: () => Promise<T>): Promise<T> {
    const before = this.last.get(name) ?? Promise.resolve();
    const mine = before.then(action, action);
    this.last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(name) === mine) this.last.delete(name);
    }
  }
}
