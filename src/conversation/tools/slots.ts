import { Observable } from 'rxjs';

/** Lets so many works run at the same time; the others wait, and go on in the order in which they came. */
export class Slots {
  private free: number;
  private readonly queue: (() => void)[] = [];

  constructor(count: number) {
    this.free = count;
  }

  get areTaken(): boolean {
    return this.free <= 0;
  }

  /** Lets nothing begin any more. */
  close(): void {
    this.queue.length = 0;
    this.free = Number.NEGATIVE_INFINITY;
  }

  /** The same work, which begins when there is a place for it. */
  within<T>(work: Observable<T>): Observable<T> {
    return new Observable((subscriber) => {
      const begin = () => {
        this.free -= 1;
        subscriber.add(() => {
          this.free += 1;
          if (!this.areTaken) this.queue.shift()?.();
        });
        subscriber.add(work.subscribe(subscriber));
      };
      if (!this.areTaken) {
        begin();
        return;
      }
      this.queue.push(begin);
      subscriber.add(() => {
        const place = this.queue.indexOf(begin);
        if (place !== -1) this.queue.splice(place, 1);
      });
    });
  }
}
