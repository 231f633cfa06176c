import type { CitationsDelta, StopReason, TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseEvent, DeltaEvent } from '../events.js';

/** `messageStart`, which opens every answer. */
export function messageStart(): ConverseEvent {
  return { messageStart: { role: 'assistant' } };
}

/** A piece of text for a block. */
export function textDelta(text: string, contentBlockIndex = 0): DeltaEvent<'text'> {
  return { contentBlockDelta: { contentBlockIndex, delta: { text } } };
}

/** A piece of reasoning for a block. */
export function reasoningDelta(text: string, contentBlockIndex = 0): DeltaEvent<'reasoningContent'> {
  return { contentBlockDelta: { contentBlockIndex, delta: { reasoningContent: { text } } } };
}

/** The signature that closes a reasoning block. */
export function signatureDelta(signature: string, contentBlockIndex = 0): DeltaEvent<'reasoningContent'> {
  return { contentBlockDelta: { contentBlockIndex, delta: { reasoningContent: { signature } } } };
}

/** The beginning of a tool call. */
export function toolUseStart(name: string, toolUseId: string, contentBlockIndex = 0): ConverseEvent {
  return { contentBlockStart: { contentBlockIndex, start: { toolUse: { name, toolUseId } } } };
}

/** A piece of a tool call's input: JSON text, cut anywhere. */
export function toolUseDelta(input: string, contentBlockIndex = 0): DeltaEvent<'toolUse'> {
  return { contentBlockDelta: { contentBlockIndex, delta: { toolUse: { input } } } };
}

/** A citation, which supports the text of its block. */
export function citationDelta(citation: CitationsDelta, contentBlockIndex = 0): DeltaEvent<'citation'> {
  return { contentBlockDelta: { contentBlockIndex, delta: { citation } } };
}

/** The end of a block. */
export function blockStop(contentBlockIndex = 0): ConverseEvent {
  return { contentBlockStop: { contentBlockIndex } };
}

/** `messageStop`, without which no message is whole. */
export function messageStop(stopReason: StopReason = 'end_turn'): ConverseEvent {
  return { messageStop: { stopReason } };
}

/** `metadata`, the last event, with usage and latency. */
export function metadata(usage: Partial<TokenUsage> = {}, latencyMs = 420): ConverseEvent {
  const { inputTokens = 12, outputTokens = 34 } = usage;
  const totalTokens =
    inputTokens + outputTokens + (usage.cacheReadInputTokens ?? 0) + (usage.cacheWriteInputTokens ?? 0);
  return {
    metadata: { usage: { inputTokens, outputTokens, totalTokens, ...usage }, metrics: { latencyMs } },
  };
}

/** A whole answer of one text block, cut into words the way models send it. */
export function textMessage(text: string): ConverseEvent[] {
  const pieces = text.match(/\s*\S+\s*$|\s*\S+/g) ?? [text];
  const usage = { outputTokens: pieces.length };
  return [
    messageStart(),
    ...pieces.map((piece) => textDelta(piece)),
    blockStop(),
    messageStop(),
    metadata(usage),
  ];
}
