import { complaint } from '../../check.js';
import type { ConversationOptions } from './options.js';

/**
 * What may be set for the conversation alone, and what also for a turn. Any other name would go out with the request,
 * where nobody sees that it is misspelt. The compiler says what is missing here when the SDK has learnt something.
 */
const scopes: Readonly<Record<keyof ConversationOptions, 'conversation' | 'turn'>> = {
  messages: 'conversation',
  policy: 'conversation',
  trimHistory: 'conversation',
  modelId: 'turn',
  system: 'turn',
  inferenceConfig: 'turn',
  toolConfig: 'turn',
  guardrailConfig: 'turn',
  additionalModelRequestFields: 'turn',
  additionalModelResponseFieldPaths: 'turn',
  promptVariables: 'turn',
  requestMetadata: 'turn',
  performanceConfig: 'turn',
  serviceTier: 'turn',
  outputConfig: 'turn',
  signal: 'turn',
  firstEventTimeout: 'turn',
  idleTimeout: 'turn',
  decode: 'turn',
  maxFrameBytes: 'turn',
  scheduler: 'turn',
  onResponse: 'turn',
  retry: 'turn',
  upstream: 'turn',
  tools: 'turn',
  maxTurns: 'turn',
  stopWhen: 'turn',
  concurrency: 'turn',
  toolTimeout: 'turn',
  onApproval: 'turn',
};

/** What `converse` takes, and a conversation has no use for. */
const useless = new Map([
  ['grace', 'Leave it out: a turn runs to its end, whoever leaves.'],
  ['stop', 'Call stop() of the conversation, or pass a signal.'],
]);

/** Throws if something is set that is not known there. */
export function checkNames(options: object, scope: 'conversation' | 'turn'): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const known = Object.hasOwn(scopes, name) ? scopes[name as keyof typeof scopes] : undefined;
    if (known === 'turn' || known === scope) continue;
    const fix = known
      ? 'It is that of the whole conversation: pass it to createConversation().'
      : (useless.get(name) ??
        'Look for a slip of the pen: no option, and no member of the request, has that name.');
    const rule = known ? 'left out for a single turn' : 'left out';
    throw new TypeError(complaint(`options.${name}`, value, rule, fix));
  }
}
