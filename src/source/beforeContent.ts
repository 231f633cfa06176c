import type { Observable } from 'rxjs';
import { type ConverseEvent, isContent } from '../events.js';
import { Gate } from '../gate.js';
import { relay } from '../relay.js';
import { type ResponseInfo, responseOf, withResponse } from '../response.js';

/**
 * Holds the events of an attempt back until there is something to show: content, or the end of the message. Of one
 * that fails before that nothing is ever seen, so that another can be made as if it had not been.
 * @param onServing - called when there is something to show: from then on there is no way back. It is given what the
 * attempt knows of its exchange, and returns what the whole generation should say
 */
export function heldBeforeContent(
  attempt: Observable<ConverseEvent>,
  onServing: (response: ResponseInfo | undefined) => ResponseInfo | undefined,
): Observable<ConverseEvent> {
  return relay(attempt, (subscriber) => {
    const gate = new Gate(subscriber);
    const serve = () => {
      gate.open((held) => {
        const opening = held.find(({ messageStart }) => messageStart);
        const known = opening && responseOf(opening);
        const response = onServing(known);
        if (!opening || !response || response === known) return held;
        return held.map((event) => (event === opening ? withResponse(event, response) : event));
      });
    };
    return {
      next: (event) => {
        gate.next(event);
        if (gate.isShut && (isContent(event) || event.messageStop)) serve();
      },
      error: (error) => gate.error(error),
      complete: () => {
        if (gate.isShut) serve();
        gate.complete();
      },
    };
  });
}
