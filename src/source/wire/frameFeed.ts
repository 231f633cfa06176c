type Pull = (result: IteratorResult<Uint8Array> | Promise<never>) => void;

/** What the SDK reads in place of the body: the frames that are given to it. */
export class FrameFeed implements AsyncIterableIterator<Uint8Array> {
  /** Called when the SDK wants a frame and has been given none. */
  onHunger: () => unknown = () => undefined;
  /** How many frames the SDK has been given. */
  given = 0;
  private frame: Uint8Array | undefined;
  private isEnded = false;
  private pull: Pull | undefined;

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    return new Promise((resolve) => {
      this.pull = resolve;
      if (!this.serve()) this.onHunger();
    });
  }

  /** One frame; the next when the SDK has taken it. */
  give(frame: Uint8Array): void {
    this.given++;
    this.frame = frame;
    this.serve();
  }

  end(): void {
    this.isEnded = true;
    this.serve();
  }

  /** Fails the one pull that is waiting. */
  fail(error: unknown): void {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- whatever the body has failed with
    if (this.pull) this.answer(Promise.reject(error));
  }

  private serve(): boolean {
    if (this.frame) return this.answer({ done: false, value: this.frame });
    return this.isEnded && this.answer({ done: true, value: undefined });
  }

  private answer(result: IteratorResult<Uint8Array> | Promise<never>): boolean {
    const { pull } = this;
    if (!pull) return false;
    this.pull = undefined;
    this.frame = undefined;
    pull(result);
    return true;
  }
}
