import type { ContentBlockDelta } from '@aws-sdk/client-bedrock-runtime';
import { appendText } from '../message/appendText.js';
import { joinBytes, joinResults } from '../message/join.js';

type Reasoning = NonNullable<ContentBlockDelta['reasoningContent']>;

/** A sort of delta of which several say the same as one: what was split may be joined again without loss. */
export interface Strand {
  readonly has: (delta: ContentBlockDelta) => boolean;
  readonly join: (before: ContentBlockDelta, more: ContentBlockDelta) => ContentBlockDelta;
}

const strands: readonly Strand[] = [
  {
    has: ({ text }) => typeof text === 'string',
    join: (before, more) => ({ text: appendText(before.text ?? '', more.text ?? '') }),
  },
  {
    has: ({ toolUse }) => typeof toolUse?.input === 'string',
    join: (before, more) => ({
      toolUse: { input: appendText(before.toolUse?.input ?? '', more.toolUse?.input ?? '') },
    }),
  },
  reasoning('text', appendText),
  reasoning('signature', appendText),
  reasoning('redactedContent', joinBytes),
  {
    has: ({ toolResult }) => Array.isArray(toolResult),
    join: (before, more) => ({ toolResult: joinResults(before.toolResult ?? [], more.toolResult ?? []) }),
  },
];

function reasoning<K extends 'text' | 'signature' | 'redactedContent'>(
  member: K,
  join: (before: NonNullable<Reasoning[K]>, more: NonNullable<Reasoning[K]>) => NonNullable<Reasoning[K]>,
): Strand {
  const valueIn = (delta: ContentBlockDelta) => delta.reasoningContent?.[member];
  return {
    has: (delta) => valueIn(delta) !== undefined,
    join: (before, more) => {
      const [first, second] = [valueIn(before), valueIn(more)];
      const joined = first !== undefined && second !== undefined ? join(first, second) : (first ?? second);
      return { reasoningContent: { [member]: joined } as unknown as Reasoning };
    },
  };
}

/** The strand that a delta belongs to, or `undefined` where it must be kept as it is. */
export function strandOf(delta: ContentBlockDelta | undefined): Strand | undefined {
  if (!delta || memberCount(delta) !== 1) return undefined;
  const nested = delta.toolUse ?? delta.reasoningContent;
  if (nested && memberCount(nested) !== 1) return undefined;
  return strands.find(({ has }) => has(delta));
}

function memberCount(object: object): number {
  return Object.keys(object).length;
}
