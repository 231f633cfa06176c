import type { ContentBlock, Message } from '@aws-sdk/client-bedrock-runtime';

/** What Bedrock would have against a history: its rules, as far as its users have met them. */
export function faultsIn(messages: readonly Message[]): string[] {
  return [...faultsOfRoles(messages), ...messages.flatMap(faultsOfMessage), ...faultsOfCalls(messages)];
}

function faultsOfRoles(messages: readonly Message[]): string[] {
  return messages.flatMap(({ role }, at) =>
    role === (at % 2 === 0 ? 'user' : 'assistant') ? [] : [`message ${at} is the ${role}'s`],
  );
}

function faultsOfMessage({ content = [] }: Message): string[] {
  return content.length === 0 ? ['an empty message'] : content.flatMap(faultsOfBlock);
}

function faultsOfBlock({ text, toolUse, toolResult }: ContentBlock): string[] {
  const faults: string[] = [];
  if (text?.trim() === '') faults.push('blank text');
  if (toolUse && !/^[a-zA-Z0-9_-]{1,64}$/.test(toolUse.name ?? ''))
    faults.push(`a tool called ${toolUse.name}`);
  if (toolUse && !/^[a-zA-Z0-9_-]{1,64}$/.test(toolUse.toolUseId ?? ''))
    faults.push(`a call with the id ${toolUse.toolUseId}`);
  if (toolResult?.content?.length === 0) faults.push('an empty result');
  for (const { text: said, json } of toolResult?.content ?? []) {
    if (said?.trim() === '') faults.push('blank text in a result');
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
    if (json !== undefined && !isObject) faults.push('a result that is JSON, but no object');
  }
  return faults;
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
