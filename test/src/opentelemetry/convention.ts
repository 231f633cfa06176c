import type { Attributes } from '@opentelemetry/api';

/**
 * What the GenAI semantic conventions 1.41 know of a client's span for inference with Bedrock, and how it is written;
 * beside it what they borrow from the conventions for AWS.
 */
const spanAttributes: Readonly<
  Record<string, 'string' | 'int' | 'double' | 'boolean' | 'string[]' | 'json'>
> = {
  'aws.bedrock.guardrail.id': 'string',
  'aws.bedrock.knowledge_base.id': 'string',
  'aws.request_id': 'string',
  'error.type': 'string',
  'gen_ai.conversation.id': 'string',
  'gen_ai.input.messages': 'json',
  'gen_ai.operation.name': 'string',
  'gen_ai.output.messages': 'json',
  'gen_ai.output.type': 'string',
  'gen_ai.provider.name': 'string',
  'gen_ai.request.choice.count': 'int',
  'gen_ai.request.frequency_penalty': 'double',
  'gen_ai.request.max_tokens': 'int',
  'gen_ai.request.model': 'string',
  'gen_ai.request.presence_penalty': 'double',
  'gen_ai.request.seed': 'int',
  'gen_ai.request.stop_sequences': 'string[]',
  'gen_ai.request.stream': 'boolean',
  'gen_ai.request.temperature': 'double',
  'gen_ai.request.top_k': 'double',
  'gen_ai.request.top_p': 'double',
  'gen_ai.response.finish_reasons': 'string[]',
  'gen_ai.response.id': 'string',
  'gen_ai.response.model': 'string',
  'gen_ai.response.time_to_first_chunk': 'double',
  'gen_ai.system_instructions': 'json',
  'gen_ai.tool.definitions': 'json',
  'gen_ai.usage.cache_creation.input_tokens': 'int',
  'gen_ai.usage.cache_read.input_tokens': 'int',
  'gen_ai.usage.input_tokens': 'int',
  'gen_ai.usage.output_tokens': 'int',
  'gen_ai.usage.reasoning.output_tokens': 'int',
  'server.address': 'string',
  'server.port': 'int',
};

/** The attributes that are neither the convention's, in its type, nor in this package's own namespace. */
export function strangers(attributes: Attributes): string[] {
  const own = new Set(['rx_bedrock.attempts', 'rx_bedrock.source', 'rx_bedrock.status']);
  return Object.entries(attributes)
    .filter(([name, value]) => !own.has(name) && !isWritten(spanAttributes[name], value))
    .map(([name]) => name);
}

function isWritten(type: (typeof spanAttributes)[string] | undefined, value: unknown): boolean {
  switch (type) {
    case 'json':
      return typeof value === 'string' && Array.isArray(JSON.parse(value));
    case 'string[]':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'int':
      return Number.isInteger(value);
    case 'double':
      return typeof value === 'number';
    default:
      return type !== undefined && typeof value === type;
  }
}
