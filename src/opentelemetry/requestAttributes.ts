import type { Attributes } from '@opentelemetry/api';
import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { knownOnly } from './knownOnly.js';

/** What every span and every metric of a request says: also what samplers decide by. */
export function commonAttributes({ modelId }: ConverseStreamCommandInput): Attributes {
  return knownOnly({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'aws.bedrock',
    'gen_ai.request.model': modelId,
  });
}

/** What a request asks for, without its content. */
export function requestAttributes(request: ConverseStreamCommandInput): Attributes {
  const { inferenceConfig, guardrailConfig, outputConfig } = request;
  return knownOnly({
    'gen_ai.request.stream': true,
    'gen_ai.request.max_tokens': inferenceConfig?.maxTokens,
    'gen_ai.request.temperature': inferenceConfig?.temperature,
    'gen_ai.request.top_p': inferenceConfig?.topP,
    'gen_ai.request.top_k': topKOf(request),
    'gen_ai.request.stop_sequences': inferenceConfig?.stopSequences,
    'gen_ai.output.type': outputConfig?.textFormat ? 'json' : undefined,
    'aws.bedrock.guardrail.id': guardrailConfig?.guardrailIdentifier,
  });
}

/** Converse has no member for it: Anthropic's models take it by the first name, Amazon's by the second. */
function topKOf({ additionalModelRequestFields }: ConverseStreamCommandInput): number | undefined {
  const fields = additionalModelRequestFields as
    | { top_k?: unknown; inferenceConfig?: { topK?: unknown } }
    | undefined;
  const topK = fields?.top_k ?? fields?.inferenceConfig?.topK;
  return typeof topK === 'number' ? topK : undefined;
}
