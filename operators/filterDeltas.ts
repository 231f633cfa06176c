import { filter, type OperatorFunction } from 'rxjs';
import { checkSource, complaint } from '../src/check.js';
import {
  type AnyDeltaEvent,
  type ConverseEvent,
  type DeltaEvent,
  type DeltaKind,
  deltaKinds,
  isDelta,
} from '../src/events.js';

/**
 * Lets only `contentBlockDelta` events through, of one kind if one is named.
 *
 * <span class="informal">Narrows the type and keeps the shape, so that every other operator still fits behind.</span>
 *
 * ```text
 * in                       s-a-t-b-e-m|     s messageStart, a b text deltas, t a toolUse delta
 * filterDeltas()           --a-t-b----|
 * filterDeltas('toolUse')  ----t------|
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { filterDeltas } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * of(...textMessage('Hello'))
 *   .pipe(filterDeltas('text'))
 *   .subscribe(({ contentBlockDelta }) => console.log(contentBlockDelta.delta.text));
 * ```
 *
 * @param kind - `'text'`, `'toolUse'`, `'toolResult'`, `'reasoningContent'`, `'citation'` or `'image'`: the delta's
 * own member name
 * @returns an operator from events to delta events
 * @throws TypeError - at once, when there is no such kind
 * @see {@link selectText} for the text itself
 */
export function filterDeltas<K extends DeltaKind>(kind: K): OperatorFunction<ConverseEvent, DeltaEvent<K>>;
/**
 * Lets every `contentBlockDelta` through, also one of a kind that this version does not know.
 *
 * @returns an operator from events to delta events
 */
export function filterDeltas(): OperatorFunction<ConverseEvent, AnyDeltaEvent>;
export function filterDeltas(kind?: DeltaKind): OperatorFunction<ConverseEvent, AnyDeltaEvent> {
  if (kind !== undefined && !deltaKinds.includes(kind)) {
    const fix = 'Leave it out to get every delta.';
    throw new TypeError(
      complaint('The kind of filterDeltas()', kind, `one of ${deltaKinds.join(', ')}`, fix),
    );
  }
  return (source) =>
    checkSource('filterDeltas', source).pipe(
      filter((event): event is AnyDeltaEvent => (kind ? isDelta(event, kind) : isDelta(event))),
    );
}
