import type { Subscriber } from 'rxjs';
import type { ConverseEvent } from '../events.js';
import { type ResponseInfo, withResponse } from '../response.js';

/** How long to wait for the end of a body that has brought everything, in milliseconds. */
const farewell = 20;

/**
 * Hands events on as long as somebody listens. A generation has brought everything once messageStop and metadata are
 * there: a peer that keeps the line open then is not waited for.
 */
export class Delivery {
  private readonly subscriber: Subscriber<ConverseEvent>;
  private readonly response: ResponseInfo | undefined;
  private hasStopped = false;
  private hasAll = false;

  /** @param response - the one that the events come in, if anything is known of it */
  constructor(subscriber: Subscriber<ConverseEvent>, response?: ResponseInfo) {
    this.subscriber = subscriber;
    this.response = response;
  }

  /** Whether somebody still listens. */
  isWanted(): boolean {
    return !this.subscriber.closed;
  }

  deliver(event: ConverseEvent): void {
    const { response, subscriber } = this;
    subscriber.next(response && event.messageStart ? withResponse(event, response) : event);
    this.hasStopped ||= event.messageStop !== undefined;
    if (this.hasStopped && !this.hasAll && event.metadata !== undefined) {
      this.hasAll = true;
      this.completeSoon();
    }
  }

  private completeSoon(): void {
    const { subscriber } = this;
    const timer = setTimeout(() => {
      subscriber.complete();
    }, farewell);
    subscriber.add(() => {
      clearTimeout(timer);
    });
  }
}
