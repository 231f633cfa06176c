import type { ContentBlock, SystemContentBlock } from '@aws-sdk/client-bedrock-runtime';

/** A part of a message, in the convention's JSON shape. */
export interface Part {
  readonly type: string;
  readonly [member: string]: unknown;
}

/**
 * A content block as parts. What the convention has no part for keeps Bedrock's own shape under Bedrock's own name,
 * which the convention allows for; a cache point is no content.
 */
export function partsOf(block: ContentBlock | SystemContentBlock): Part[] {
  const members: [string, unknown][] = Object.entries(block);
  const [kind, value] = members.find(([, member]) => member != null) ?? ['cachePoint'];
  if (kind === 'cachePoint') return [];
  return makers.get(kind)?.(value as never) ?? [{ type: snakeCase(kind), content: value }];
}

type Member<K extends keyof ContentBlock> = NonNullable<ContentBlock[K]>;

const makers = /* @__PURE__ */ new Map<string, (value: never) => Part[]>([
  ['text', (content: string) => [{ type: 'text', content }]],
  ['guardContent', guardParts],
  ['citationsContent', citedParts],
  ['reasoningContent', reasoningParts],
  ['toolUse', toolUseParts],
  ['toolResult', toolResultParts],
  ...['image', 'document', 'video', 'audio'].map(
    (kind) => [kind, (media: Media) => mediaParts(kind, media)] as const,
  ),
]);

function guardParts({ text, image }: Member<'guardContent'>): Part[] {
  if (image) return mediaParts('image', image);
  return text ? [{ type: 'text', content: text.text }] : [];
}

function citedParts({ content = [], citations }: Member<'citationsContent'>): Part[] {
  return [{ type: 'text', content: content.map(({ text }) => text ?? '').join(''), citations }];
}

/** What is redacted is not for eyes: that it was there is all that is said. */
function reasoningParts({ reasoningText }: Member<'reasoningContent'>): Part[] {
  return [
    reasoningText ? { type: 'reasoning', content: reasoningText.text } : { type: 'redacted_reasoning' },
  ];
}

/** A call with a type is run by Bedrock itself, and so is what its result answers. */
function toolUseParts({ toolUseId: id, name, input, type }: Member<'toolUse'>): Part[] {
  if (type === undefined) return [{ type: 'tool_call', id, name, arguments: input }];
  return [{ type: 'server_tool_call', id, name, server_tool_call: { type, arguments: input } }];
}

function toolResultParts({ toolUseId: id, content, status, type }: Member<'toolResult'>): Part[] {
  if (type === undefined) return [{ type: 'tool_call_response', id, response: content, status }];
  return [{ type: 'server_tool_call_response', id, server_tool_call_response: { type, content, status } }];
}

interface Media {
  readonly format?: string | undefined;
  readonly source?: { bytes?: Uint8Array; s3Location?: { uri?: string | undefined } } | undefined;
}

function mediaParts(modality: string, { format, source }: Media): Part[] {
  // The formats of images are the names of their media types; those of the others are not.
  const known = { modality, ...(modality === 'image' ? { mime_type: `image/${format}` } : {}) };
  if (source?.bytes) return [{ type: 'blob', ...known, content: source.bytes }];
  if (source?.s3Location) return [{ type: 'uri', ...known, uri: source.s3Location.uri }];
  return [{ type: modality, content: source }];
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
