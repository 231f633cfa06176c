import type { ToolUseBlock } from '@aws-sdk/client-bedrock-runtime';
import type { JsonReading, JsonText } from './json/jsonText.js';

/** Any JSON value: the SDK's own type for it. */
export type JsonValue = Exclude<ToolUseBlock['input'], undefined>;

/** What a tool is called with, so far. A call without arguments may send nothing at all: that is `{}`. */
export function readInput(input: JsonText): JsonReading & { value: JsonValue } {
  const reading = input.read();
  if (reading.value !== undefined) return reading as JsonReading & { value: JsonValue };
  const isMalformed = reading.status === 'malformed' && input.text.trim() !== '';
  return isMalformed
    ? { ...reading, value: {} }
    : { value: {}, status: input.hasEnded ? 'complete' : 'streaming' };
}
