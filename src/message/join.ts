import type { ToolResultBlockDelta } from '@aws-sdk/client-bedrock-runtime';
import { appendText } from './appendText.js';
import { isString } from './shapes.js';

/** Bytes are joined as bytes: as text they would be mangled. */
export function joinBytes(before: Uint8Array, more: Uint8Array): Uint8Array {
  const all = new Uint8Array(before.length + more.length);
  all.set(before);
  all.set(more, before.length);
  return all;
}

/** The content of a tool result: text comes in pieces here too, everything else is whole. */
export function joinResults(
  before: readonly ToolResultBlockDelta[],
  more: readonly ToolResultBlockDelta[],
): ToolResultBlockDelta[] {
  return more.reduce(addResult, [...before]);
}

function addResult(results: ToolResultBlockDelta[], delta: ToolResultBlockDelta): ToolResultBlockDelta[] {
  const last = textOnly(results.at(-1));
  const more = textOnly(delta);
  if (last === undefined || more === undefined) results.push(delta);
  else results[results.length - 1] = { text: appendText(last, more) };
  return results;
}

/** The text of an item that has nothing else, which joining would lose. */
function textOnly(item: ToolResultBlockDelta | undefined): string | undefined {
  return item && Object.keys(item).length === 1 && isString(item.text) ? item.text : undefined;
}
