import type { ContentBlockStart } from '@aws-sdk/client-bedrock-runtime';
import type { Observable } from 'rxjs';
import { type ConverseEvent, type DeltaKind, deltaKinds, isContent } from '../events.js';

/** The kind of a content block; `unknown` is one that a later Bedrock may send. */
export type BlockKind = Exclude<DeltaKind, 'citation'> | 'unknown';

/** The events of one content block, its own contentBlockStart and contentBlockStop among them. */
export type Block = Observable<ConverseEvent> & {
  readonly index: number;
  readonly kind: BlockKind;
  /** What its contentBlockStart says; text and reasoning have none. */
  readonly start?: ContentBlockStart;
};

/** The kind of block that an event makes known: by its start, or by the first delta that carries something. */
export function kindIn(event: ConverseEvent): BlockKind | undefined {
  const { contentBlockStart, contentBlockDelta } = event;
  const said: Partial<Record<DeltaKind, unknown>> =
    contentBlockStart?.start ?? contentBlockDelta?.delta ?? {};
  if (Object.keys(said).length === 0 || !isContent(event)) return undefined;
  const kind = deltaKinds.find((each) => said[each] != null);
  // A citation supports the text of its block, and comes before it.
  return kind === 'citation' ? 'text' : (kind ?? 'unknown');
}
