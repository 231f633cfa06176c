import type { ConverseEvent } from 'rx-bedrock';
import {
  blockStop,
  messageStart,
  messageStop,
  metadata,
  textDelta,
  toolUseDelta,
  toolUseStart,
} from 'rx-bedrock/testing';

let calls = 0;

/** An answer that calls tools, their inputs cut into pieces the way models send them. */
export function callMessage(
  text: string,
  tools: readonly { name: string; input: object }[],
): ConverseEvent[] {
  const blocks = tools.flatMap(({ name, input }, at) => {
    const pieces = JSON.stringify(input).match(/.{1,8}/g) ?? [];
    return [
      toolUseStart(name, `tooluse_${++calls}`, at + 1),
      ...pieces.map((piece) => toolUseDelta(piece, at + 1)),
      blockStop(at + 1),
    ];
  });
  return [messageStart(), textDelta(text), blockStop(0), ...blocks, messageStop('tool_use'), metadata()];
}
