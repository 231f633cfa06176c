import type { ContentBlockDelta } from '@aws-sdk/client-bedrock-runtime';

/** A sort of delta whose pieces add up to one text: what was split may be joined again without loss. */
export interface Strand {
  readonly read: (delta: ContentBlockDelta) => string | undefined;
  readonly write: (text: string) => ContentBlockDelta;
}

const strands: readonly Strand[] = [
  { read: (delta) => delta.text, write: (text) => ({ text }) },
  { read: (delta) => delta.toolUse?.input, write: (input) => ({ toolUse: { input } }) },
  { read: (delta) => delta.reasoningContent?.text, write: (text) => ({ reasoningContent: { text } }) },
  {
    read: (delta) => delta.reasoningContent?.signature,
    write: (signature) => ({ reasoningContent: { signature } }),
  },
];

/** The strand that a delta belongs to, or `undefined` where it must be kept as it is. */
export function strandOf(delta: ContentBlockDelta | undefined): Strand | undefined {
  if (!delta || memberCount(delta) !== 1) return undefined;
  const strand = strands.find(({ read }) => typeof read(delta) === 'string');
  const nested = delta.toolUse ?? delta.reasoningContent;
  return nested && memberCount(nested) !== 1 ? undefined : strand;
}

function memberCount(object: object): number {
  return Object.keys(object).length;
}
