import type { ContentBlockDelta } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseEvent } from '../events.js';
import { appendText } from '../message/appendText.js';
import { joinBytes, joinResults } from '../message/join.js';
import { isBytes, isString } from '../message/shapes.js';

type Reasoning = NonNullable<ContentBlockDelta['reasoningContent']>;

/** A sort of delta of which several say the same as one: what was split may be joined again without loss. */
export interface Strand {
  readonly has: (delta: ContentBlockDelta) => boolean;
  readonly join: (before: ContentBlockDelta, more: ContentBlockDelta) => ContentBlockDelta;
}

/** By the one member that the delta has. */
const strands = new Map<string, Strand>([
  [
    'text',
    {
      has: ({ text }) => isString(text),
      join: (before, more) => ({ text: appendText(before.text ?? '', more.text ?? '') }),
    },
  ],
  [
    'toolUse',
    {
      has: ({ toolUse }) => isString(toolUse?.input) && onlyMember(toolUse) === 'input',
      join: (before, more) => ({
        toolUse: { input: appendText(before.toolUse?.input ?? '', more.toolUse?.input ?? '') },
      }),
    },
  ],
  [
    'toolResult',
    {
      has: ({ toolResult }) => Array.isArray(toolResult),
      join: (before, more) => ({ toolResult: joinResults(before.toolResult ?? [], more.toolResult ?? []) }),
    },
  ],
]);

/** By the one member that the reasoning has. */
const reasoningStrands = new Map<string, Strand>([
  ['text', reasoning('text', isString, appendText)],
  ['signature', reasoning('signature', isString, appendText)],
  ['redactedContent', reasoning('redactedContent', isBytes, joinBytes)],
]);

function reasoning<K extends 'text' | 'signature' | 'redactedContent'>(
  member: K,
  isValue: (value: unknown) => boolean,
  join: (before: NonNullable<Reasoning[K]>, more: NonNullable<Reasoning[K]>) => NonNullable<Reasoning[K]>,
): Strand {
  const valueIn = (delta: ContentBlockDelta) => delta.reasoningContent?.[member];
  return {
    has: (delta) => isValue(valueIn(delta)),
    join: (before, more) => {
      const [first, second] = [valueIn(before), valueIn(more)];
      const joined = first !== undefined && second !== undefined ? join(first, second) : (first ?? second);
      return { reasoningContent: { [member]: joined } as unknown as Reasoning };
    },
  };
}

/** The strand of the delta that an event brings; an event that brings more than a delta must be kept whole. */
export function strandIn(event: ConverseEvent): Strand | undefined {
  return onlyMember(event) === 'contentBlockDelta' ? strandOf(event.contentBlockDelta?.delta) : undefined;
}

/** The strand that a delta belongs to, or `undefined` where it must be kept as it is. */
export function strandOf(delta: ContentBlockDelta | undefined): Strand | undefined {
  if (!delta) return undefined;
  const member = onlyMember(delta) ?? '';
  const strand =
    member === 'reasoningContent'
      ? reasoningStrands.get(onlyMember(delta.reasoningContent) ?? '')
      : strands.get(member);
  return strand?.has(delta) ? strand : undefined;
}

/** The name of the one member that an object has, where it has one. */
function onlyMember(object: object | undefined): string | undefined {
  let only: string | undefined;
  // A loop, not Object.keys(): this is asked for every delta, and should leave no array behind.
  for (const member in object) {
    if (only !== undefined) return undefined;
    only = member;
  }
  return only;
}
