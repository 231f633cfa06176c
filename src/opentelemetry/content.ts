import type { Attributes } from '@opentelemetry/api';
import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import type { MessageSnapshot } from '../message/snapshot.js';
import { jsonOf } from './jsonOf.js';
import { partsOf } from './parts.js';

// Attributes of spans hold no structures yet: the convention wants them as JSON then.

/** What a model is told. */
export function inputContent({ system, messages = [] }: ConverseStreamCommandInput): Attributes {
  const history = messages.map(({ role, content = [] }) => ({ role, parts: content.flatMap(partsOf) }));
  return {
    ...(system ? { 'gen_ai.system_instructions': jsonOf(system.flatMap(partsOf)) } : {}),
    'gen_ai.input.messages': jsonOf(history),
  };
}

/** What it has answered: of a message that was cut, what can be sent back. */
export function outputContent({ message, stopReason }: MessageSnapshot): Attributes {
  const { role, content } = message;
  if (content.length === 0) return {};
  const answer = { role, parts: content.flatMap(partsOf), finish_reason: stopReason ?? 'error' };
  return { 'gen_ai.output.messages': jsonOf([answer]) };
}
