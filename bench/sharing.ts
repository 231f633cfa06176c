import { type MonoTypeOperatorFunction, type OperatorFunction, ReplaySubject, scan, share } from 'rxjs';
import type { ConverseEvent } from 'rx-bedrock';

/** How people share a stream with plain RxJS: one request, and a replay of every event for whoever comes late. */
export function shareWithReplaySubject(): MonoTypeOperatorFunction<ConverseEvent> {
  return share({
    connector: () => new ReplaySubject<ConverseEvent>(Infinity),
    resetOnError: false,
    resetOnComplete: false,
    resetOnRefCountZero: false,
  });
}

/** How people join the text with plain RxJS. */
export function scanText(): OperatorFunction<ConverseEvent, string> {
  return scan((text, event) => text + (event.contentBlockDelta?.delta?.text ?? ''), '');
}
