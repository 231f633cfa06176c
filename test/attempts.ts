import { type ConverseEvent, GenerationError, type GenerationErrorCode, type ResponseInfo } from 'rx-bedrock';
import { defer, type Observable } from 'rxjs';
import { responseOf, withResponse } from '../src/response.js';
import { messageStart } from 'rx-bedrock/testing';

/** A source that is another one for each subscription. */
export function inTurn<T>(...sources: readonly Observable<T>[]): Observable<T> {
  let turn = 0;
  return defer(() => sources[turn++]!);
}

export function failure(
  code: GenerationErrorCode,
  response?: ResponseInfo,
  cause?: unknown,
): GenerationError {
  return new GenerationError(code, 'It failed.', { cause, ...(response ? { response } : {}) });
}

/** A messageStart as a source emits it, which knows the response that it came in. */
export function opening(response: ResponseInfo): ConverseEvent {
  return withResponse(messageStart(), response);
}

/** What a generation says of its exchange. */
export function responsesOf(events: readonly unknown[]): (ResponseInfo | undefined)[] {
  return (events as ConverseEvent[]).filter((event) => event.messageStart).map(responseOf);
}
