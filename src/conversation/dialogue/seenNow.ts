import type { Message } from '@aws-sdk/client-bedrock-runtime';
import type { Observable } from 'rxjs';
import type { ConverseEvent } from '../../events.js';
import { emptyMessage, foldMessage } from '../../message/fold.js';
import { completedSnapshot } from '../../outcome.js';

/** All that a hot stream has brought until now: who comes late gets everything at once, and so does who leaves at once. */
export function seenNow<T>(stream: Observable<T>): T[] {
  const seen: T[] = [];
  const subscription = stream.subscribe({ next: (value) => seen.push(value), error: () => undefined });
  subscription.unsubscribe();
  return seen;
}

/** The message of a generation under way, as if it were stopped now; nothing where there is nothing in it. */
export function cutNow(events: Observable<ConverseEvent>): Message[] {
  return saying(completedSnapshot(seenNow(events).reduce(foldMessage, emptyMessage)).message);
}

/** The message, if there is anything in it. */
export function saying(message: Message): Message[] {
  return message.content?.length ? [message] : [];
}
