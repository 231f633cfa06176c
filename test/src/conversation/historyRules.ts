import type { ContentBlock, Message, ToolUseBlock } from '@aws-sdk/client-bedrock-runtime';

// Written down without a look at the sources.

/** What Bedrock would have against a history: its rules, as far as its users have met them. */
export function faultsIn(messages: readonly Message[]): string[] {
  return [...faultsOfRoles(messages), ...messages.flatMap(faultsOfMessage), ...faultsOfCalls(messages)];
}

/** The same of what is asked with. */
export function faultsInRequest(messages: readonly Message[] = []): string[] {
  const last = messages.at(-1)?.role;
  return [...faultsIn(messages), ...(last === 'user' ? [] : [`the last message is the ${last}'s`])];
}

function faultsOfRoles(messages: readonly Message[]): string[] {
  return messages.flatMap(({ role }, at) =>
    role === (at % 2 === 0 ? 'user' : 'assistant') ? [] : [`message ${at} is the ${role}'s`],
  );
}

function faultsOfMessage({ role, content = [] }: Message): string[] {
  if (content.length === 0) return ['an empty message'];
  const faults = content.flatMap(faultsOfBlock);
  if (content.at(-1)?.reasoningContent) faults.push('a message that ends in reasoning');
  if (role === 'assistant') return faults;
  const results = content.filter(({ toolResult }) => toolResult).length;
  if (content.slice(0, results).some(({ toolResult }) => !toolResult))
    faults.push('results that are not first');
  if (content.some(({ toolUse, reasoningContent }) => toolUse ?? reasoningContent))
    faults.push('a user who calls tools, or reasons');
  return faults;
}

function faultsOfBlock({ text, toolUse, toolResult, reasoningContent }: ContentBlock): string[] {
  const faults: string[] = [];
  if (text?.trim() === '') faults.push('blank text');
  if (toolUse) faults.push(...faultsOfCall(toolUse));
  if (reasoningContent && !reasoningContent.redactedContent && !reasoningContent.reasoningText?.signature)
    faults.push('reasoning without a signature');
  if (toolResult?.content?.length === 0) faults.push('an empty result');
  for (const { text: said, json } of toolResult?.content ?? []) {
    if (said?.trim() === '') faults.push('blank text in a result');
    if (json !== undefined && !isObject(json)) faults.push('a result that is JSON, but no object');
  }
  return faults;
}

function faultsOfCall({ toolUseId = '', name = '', input }: ToolUseBlock): string[] {
  const fitting = /^[a-zA-Z0-9_-]{1,64}$/;
  return [
    ...(fitting.test(name) ? [] : [`a tool called ${name}`]),
    ...(fitting.test(toolUseId) ? [] : [`a call with the id ${toolUseId}`]),
    ...(isObject(input) ? [] : ['the input of a call is no object']),
  ];
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every call has one result, in the next message, in order; and there are no others. */
function faultsOfCalls(messages: readonly Message[]): string[] {
  const ids = messages.map(idsOf);
  const seen = ids.flatMap(({ calls }) => calls);
  const faults = new Set(seen).size === seen.length ? [] : ['an id that is used twice'];
  ids.forEach(({ calls }, at) => {
    const results = ids[at + 1]?.results ?? [];
    if (calls.join() !== results.join()) faults.push(`calls ${calls.join()}, results ${results.join()}`);
  });
  if (ids[0]?.results.length) faults.push('results without calls');
  return faults;
}

/** What Bedrock runs itself has its result in the same message. */
function idsOf({ role, content = [] }: Message): { calls: string[]; results: string[] } {
  const calls = content.flatMap(({ toolUse }) =>
    toolUse && toolUse.type !== 'server_tool_use' ? [String(toolUse.toolUseId)] : [],
  );
  const results = content.flatMap(({ toolResult }) => (toolResult ? [String(toolResult.toolUseId)] : []));
  return { calls, results: role === 'user' ? results : [] };
}
