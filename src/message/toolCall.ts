import type { BlockState } from './block.js';
import type { MessageState } from './fold.js';
import type { JsonStatus } from './json/jsonText.js';
import { type JsonValue, readInput } from './toolInput.js';
import { viewOf } from './viewOf.js';

/** A tool call as far as it has come. */
export interface ToolCall {
  /** Bedrock's id, which the tool result must name. */
  toolUseId: string;
  name: string;
  /** The content block that it is in. */
  blockIndex: number;
  /** `server_tool_use` where Bedrock runs the tool itself. */
  type?: string;
  /** What the tool is called with: deep-partial while it streams, `{}` where nothing came. */
  input: JsonValue;
  /** The raw text of the input, also where it is no JSON. */
  inputText: string;
  status: JsonStatus;
  /** What is wrong with a malformed input, and at which character. */
  error?: { position: number; message: string };
}

/** Whether Bedrock answers a call itself, as one of its own tools: it is none for us. */
export function isServerCall({ type }: { readonly type?: string | undefined }): boolean {
  return type === 'server_tool_use';
}

const callOf = /* @__PURE__ */ viewOf(toToolCall);

/** All calls of a message so far, in order of their blocks. */
export function toolCallsOf({ blocks }: MessageState): readonly ToolCall[] {
  const calls: ToolCall[] = [];
  for (const block of blocks) {
    const call = block.input && callOf(block);
    if (call) calls.push(call);
  }
  return calls;
}

function toToolCall({ index, start, input }: BlockState): ToolCall | undefined {
  if (!input) return undefined;
  const { toolUseId = '', name = '', type } = start?.toolUse ?? {};
  const { value, status, fault } = readInput(input);
  return {
    toolUseId,
    name,
    blockIndex: index,
    ...(type === undefined ? {} : { type }),
    input: value,
    inputText: input.text,
    status,
    ...(fault ? { error: fault } : {}),
  };
}
