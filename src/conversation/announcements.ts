/**
 * Tells things one after the other. What changes together is told together, when all of it has changed; and what
 * somebody's reaction changes is told after what it reacted to, to everybody.
 */
export class Announcements {
  private readonly waiting: (() => void)[] = [];
  private isBusy = false;

  /** Whether something is being told. */
  get isTelling(): boolean {
    return this.isBusy;
  }

  /** Makes changes; what they announce is told when they are made. */
  during(changes: () => void): void {
    const isOutermost = !this.isBusy;
    this.isBusy = true;
    try {
      changes();
      while (isOutermost && this.waiting.length > 0) this.waiting.shift()!();
    } finally {
      if (isOutermost) this.isBusy = false;
    }
  }

  announce(tell: () => void): void {
    this.during(() => this.waiting.push(tell));
  }
}
