import type { BedrockRuntimeClient, Message } from '@aws-sdk/client-bedrock-runtime';
import { paced, type ScriptedRequest, textMessage } from 'rx-bedrock/testing';
import { startLoopbackBedrock } from 'rx-bedrock/testing/loopback';
import { callMessage } from './callMessage.js';

/** A Bedrock on this machine. */
export interface Loopback extends AsyncDisposable {
  readonly url: string;
  readonly client: BedrockRuntimeClient;
}

/** Starts a server on this machine that speaks as Bedrock does: HTTP/2, frames, the AWS SDK are real, the model is not. */
export async function openLoopback(millisecondsPerWord: number): Promise<Loopback> {
  const bedrock = await startLoopbackBedrock({
    script: (request) => paced(answerTo(request), millisecondsPerWord),
  });
  const client = bedrock.client();
  return {
    url: bedrock.url,
    client,
    async [Symbol.asyncDispose]() {
      client.destroy();
      await bedrock.close();
    },
  };
}

/** What a very simple model says: it calls the tools, and repeats what they have said. */
function answerTo({ input }: ScriptedRequest) {
  const messages = input.messages ?? [];
  const results = resultsIn(messages.at(-1));
  if (results.length > 0) return textMessage(`My tools say: ${results.join(' · ')}`);
  const question = textOf(messages.at(-1));
  const calls = callsFor(question);
  if (calls.length > 0) return callMessage('Let me see.', calls);
  const questions = messages
    .filter(({ role }) => role === 'user')
    .map(textOf)
    .filter((text) => text !== '');
  return textMessage(
    `You have said ${questions.length === 1 ? 'one thing' : `${questions.length} things`} until now, and the first was ` +
      `"${questions[0]}". I am no real model: ask me for the time, or what 6 * 7 is, and I will use a tool.`,
  );
}

function callsFor(question: string): { name: string; input: object }[] {
  const [expression] = /[-\d.(][-\d.()+*/\s]*[-+*/][-\d.()+*/\s]*[\d)]/.exec(question) ?? [];
  return [
    ...(expression === undefined ? [] : [{ name: 'calculator', input: { expression } }]),
    ...(/\b(time|date|clock)\b/i.test(question) ? [{ name: 'clock', input: {} }] : []),
  ];
}

function textOf(message: Message | undefined): string {
  return (
    message?.content
      ?.map(({ text }) => text ?? '')
      .join(' ')
      .trim() ?? ''
  );
}

function resultsIn(message: Message | undefined): string[] {
  return (message?.content ?? []).flatMap(({ toolResult }) => toolResult?.content?.[0]?.text ?? []);
}
