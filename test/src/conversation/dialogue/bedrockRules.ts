import type { ContentBlock, Message } from '@aws-sdk/client-bedrock-runtime';

/** What Bedrock would refuse in the messages of a request, rule by rule: written down without a look at the sources. */
export function violationsIn(messages: readonly Message[] = []): string[] {
  const found: string[] = [];
  const complain = (at: number, text: string) => found.push(`message ${at}: ${text}`);
  const ids = new Set<string>();
  let calls: string[] = [];

  if (messages.length === 0) found.push('there are no messages');
  if (messages.at(-1)?.role === 'assistant') found.push('the last message is not of the user');
  for (const [at, { role, content = [] }] of messages.entries()) {
    if (role !== (at % 2 === 0 ? 'user' : 'assistant')) complain(at, 'the roles do not take turns');
    if (content.length === 0) complain(at, 'it is empty');
    if (content.some(isBlank)) complain(at, 'a text is blank');
    const results = content.flatMap(({ toolResult }) => (toolResult ? [toolResult.toolUseId ?? ''] : []));
    if (role === 'user') {
      if (results.join() !== calls.join())
        complain(at, `results ${results.join()} for calls ${calls.join()}`);
      const lastResult = content.findLastIndex(({ toolResult }) => toolResult);
      if (lastResult >= 0 && lastResult !== results.length - 1) complain(at, 'results do not come first');
      if (content.some(({ toolUse, reasoningContent }) => toolUse ?? reasoningContent)) {
        complain(at, 'the user calls tools, or reasons');
      }
      calls = [];
      continue;
    }
    calls = [];
    for (const { toolUse, reasoningContent } of content) {
      const { toolUseId = '', name = '', input } = toolUse ?? {};
      if (toolUse) {
        calls.push(toolUseId);
        if (ids.has(toolUseId)) complain(at, `the id ${toolUseId} is not unique`);
        ids.add(toolUseId);
        if (!/^[\w-]{1,64}$/.test(toolUseId)) complain(at, `${toolUseId} is no id`);
        if (!/^[\w-]{1,64}$/.test(name)) complain(at, `${name} is no name`);
        if (typeof input !== 'object' || input === null || Array.isArray(input)) {
          complain(at, 'the input of a call is no object');
        }
      }
      const { reasoningText, redactedContent } = reasoningContent ?? {};
      if (reasoningContent && !redactedContent && !reasoningText?.signature) {
        complain(at, 'reasoning has no signature');
      }
    }
    if (content.at(-1)?.reasoningContent) complain(at, 'it ends in reasoning');
  }
  return found;
}

function isBlank({ text, toolResult }: ContentBlock): boolean {
  const texts = [text, ...(toolResult?.content ?? []).map((part) => part.text)];
  return texts.some((each) => each?.trim() === '');
}
