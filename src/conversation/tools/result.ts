import type { ToolResultBlock, ToolResultContentBlock } from '@aws-sdk/client-bedrock-runtime';
import type { ToolCall } from '../../message/toolCall.js';
import { isRecord } from '../../message/shapes.js';
import type { JsonValue } from '../../message/toolInput.js';
import { circleIn } from '../circleIn.js';
import { frozenCopy } from '../frozenCopy.js';
import { lossIn } from './lossIn.js';

/** What a tool has returned, as the result of a call. Throws where it can be none. */
export function resultOf({ toolUseId }: ToolCall, value: unknown): ToolResultBlock {
  // Copied: a tool may go on with what it has returned.
  return frozenCopy({ toolUseId, content: contentOf(value) });
}

/** Why a call has no result, as its result. */
export function errorResult({ toolUseId }: Pick<ToolCall, 'toolUseId'>, text: string): ToolResultBlock {
  const content = [{ text: text.trim() === '' ? 'The tool failed.' : text }];
  return frozenCopy({ toolUseId, content, status: 'error' });
}

function contentOf(value: unknown): ToolResultContentBlock[] {
  if (value instanceof Uint8Array) {
    const fix = "Return a content block: { image: { format: 'png', source: { bytes } } }, say.";
    throw new TypeError(`The tool returned bytes, which say nothing of what they are. ${fix}`);
  }
  if (isContentBlock(value)) return [value];
  if (Array.isArray(value) && value.length > 0 && value.every(isContentBlock)) return value;
  return [typeof value === 'string' ? textBlock(value) : blockOfJson(value)];
}

/** Bedrock takes nothing but objects for `json`: any other JSON is text. */
function blockOfJson(value: unknown): ToolResultContentBlock {
  if (value === undefined) return textBlock('');
  const loss = lossIn(value);
  if (loss !== undefined) {
    throw new TypeError(`The tool returned what JSON cannot carry: ${loss}. Return plain data.`);
  }
  // As JSON has it, whatever it was: a Date is a string then, a member that is undefined is none.
  const text = JSON.stringify(value);
  return text.startsWith('{') ? { json: JSON.parse(text) as JsonValue } : textBlock(text);
}

/** Bedrock refuses blank text, and the model is to know that there is nothing. */
function textBlock(text: string): ToolResultContentBlock {
  return { text: text.trim() === '' ? 'The tool returned nothing.' : text };
}

const shapes: Readonly<Record<string, (member: unknown) => boolean>> = {
  text: (member) => typeof member === 'string' && member.trim() !== '',
  json: (member) => isRecord(member) && lossIn(member) === undefined,
  image: hasSource,
  document: hasSource,
  video: hasSource,
  searchResult: hasSource,
};

/** Whether it is a block of Bedrock's own: one member, of a kind that it knows, in that kind's shape. */
function isContentBlock(value: unknown): value is ToolResultContentBlock {
  if (!isRecord(value)) return false;
  const [[kind, member] = [], ...others] = Object.entries(value);
  return others.length === 0 && kind !== undefined && Object.hasOwn(shapes, kind) && shapes[kind]!(member);
}

function hasSource(member: unknown): boolean {
  return isRecord(member) && 'source' in member && circleIn(member, '') === undefined;
}
