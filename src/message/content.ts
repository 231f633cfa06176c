import type { Citation, ContentBlock } from '@aws-sdk/client-bedrock-runtime';
import type { BlockState } from './block.js';
import { readInput } from './toolInput.js';
import { viewOf } from './viewOf.js';

/** What a block is in a message, as Bedrock's non-streaming Converse would return it; nothing while it is blank. */
export const contentOf: (block: BlockState) => readonly ContentBlock[] = /* @__PURE__ */ viewOf((block) =>
  // One block is of one kind. Should a model mix them, none is lost.
  [redactedOf, reasoningOf, textOf, toolUseOf, toolResultOf, imageOf].flatMap((of) => of(block) ?? []),
);

function redactedOf({ reasoning }: BlockState): ContentBlock | undefined {
  const { redacted } = reasoning ?? {};
  return redacted && { reasoningContent: { redactedContent: redacted } };
}

function reasoningOf({ reasoning }: BlockState): ContentBlock | undefined {
  if (!reasoning) return undefined;
  const { text, signature } = reasoning;
  if (text === '' && signature === '') return undefined;
  return { reasoningContent: { reasoningText: { text, ...(signature === '' ? {} : { signature }) } } };
}

function textOf({ text, isBlank, citations }: BlockState): ContentBlock | undefined {
  if (!citations) return isBlank ? undefined : { text };
  return { citationsContent: { content: isBlank ? [] : [{ text }], citations: citations as Citation[] } };
}

function toolUseOf({ start, input }: BlockState): ContentBlock | undefined {
  const { toolUseId, name, type } = start?.toolUse ?? {};
  if (!input || toolUseId === undefined || name === undefined) return undefined;
  const { status, value } = readInput(input);
  if (status === 'malformed') return undefined;
  return { toolUse: { toolUseId, name, input: value, ...(type === undefined ? {} : { type }) } };
}

function toolResultOf({ start, results }: BlockState): ContentBlock | undefined {
  const { toolUseId, status, type } = start?.toolResult ?? {};
  if (toolUseId === undefined) return undefined;
  const extras = { ...(status === undefined ? {} : { status }), ...(type === undefined ? {} : { type }) };
  return { toolResult: { toolUseId, content: [...(results ?? [])], ...extras } };
}

function imageOf({ start, image }: BlockState): ContentBlock | undefined {
  const format = start?.image?.format;
  if (format === undefined || !image) return undefined;
  const { source, error } = image;
  return { image: { format, source, ...(error ? { error } : {}) } };
}
