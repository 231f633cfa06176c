import type { ContentBlockDelta, ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';

/** What flows through every rx-bedrock stream: the SDK's own event union, unchanged. */
export type ConverseEvent = ConverseStreamOutput;

/** The kinds of delta, by the member names that Bedrock gives them. */
export const deltaKinds = ['text', 'toolUse', 'toolResult', 'reasoningContent', 'citation', 'image'] as const;

/** The kind of a delta: `'text'`, `'toolUse'`, `'reasoningContent'`, … */
export type DeltaKind = (typeof deltaKinds)[number];

/** A delta that carries one of the kinds `K`. */
export type DeltaOf<K extends DeltaKind> = Extract<ContentBlockDelta, Record<K, unknown>>;

/** A `contentBlockDelta` event whose delta carries one of the kinds `K`. */
export type DeltaEvent<K extends DeltaKind = DeltaKind> = K extends DeltaKind
  ? ConverseStreamOutput.ContentBlockDeltaMember & {
      contentBlockDelta: { delta: DeltaOf<K>; contentBlockIndex: number };
    }
  : never;

/** Any `contentBlockDelta` event, also one whose delta is empty or of a kind that is not known yet. */
export type AnyDeltaEvent = ConverseStreamOutput.ContentBlockDeltaMember;

/**
 * Tells whether an event is a `contentBlockDelta`, of the given kind if one is named.
 *
 * @param event - any event
 * @param kind - the delta's own member name; without it every delta will do
 */
export function isDelta<K extends DeltaKind>(event: ConverseEvent, kind: K): event is DeltaEvent<K>;
export function isDelta(event: ConverseEvent): event is AnyDeltaEvent;
export function isDelta(event: ConverseEvent, kind?: DeltaKind): boolean {
  const delta = event.contentBlockDelta;
  // Also as a predicate of filter(), which hands over the index as well.
  return delta != null && (typeof kind !== 'string' || delta.delta?.[kind] != null);
}

/**
 * Tells whether an event is *content*: a `contentBlockStart`, or a delta that carries something.
 * Before the first content nothing has been shown to anybody, so a request may still be repeated.
 */
export function isContent(event: ConverseEvent): boolean {
  return event.contentBlockStart != null || carriesSomething(event.contentBlockDelta?.delta);
}

/** @param depth - how far to look: no delta is deeper, but the JSON that it may bring is something in any case */
function carriesSomething(value: unknown, depth = 4): boolean {
  if (value == null || value === '') return false;
  if (typeof value !== 'object' || depth === 0) return true;
  if (ArrayBuffer.isView(value)) return value.byteLength > 0;
  return Object.values(value).some((member) => carriesSomething(member, depth - 1));
}
