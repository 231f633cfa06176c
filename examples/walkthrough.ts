// ConverseStream step by step, from the client to the follow-up question. Read it from top to bottom, and run it:
//
//   npm run walkthrough                                    offline, on a loopback Bedrock
//   npm run walkthrough -- --model ID [--region REGION]    on Amazon Bedrock, with your usual credentials
import { parseArgs } from 'node:util';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { converse, userMessage } from 'rx-bedrock';
import { accumulateMessage, selectText } from 'rx-bedrock/operators';
import { paced, textMessage } from 'rx-bedrock/testing';
import { startLoopbackBedrock } from 'rx-bedrock/testing/loopback';
import { lastValueFrom } from 'rxjs';

// On Node 20 the AWS SDK warns that its releases of 2027 will want Node 22. This is the SDK's own switch for that.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

heading('1. Create a client');

const { model, region } = parseArgs({
  options: { model: { type: 'string' }, region: { type: 'string' } },
}).values;
// The loopback has no model: it has one answer for the first request, and one for the second.
const answers = [
  'A value that comes in pieces, over time.',
  'A river: the water comes to you, piece by piece.',
];
const loopback =
  model === undefined
    ? await startLoopbackBedrock({ script: ({ index }) => paced(textMessage(answers[index] ?? ''), 40) })
    : undefined;
const client = loopback?.client() ?? new BedrockRuntimeClient(region === undefined ? {} : { region });
console.log(loopback ? `offline: the loopback Bedrock at ${loopback.url}` : `Amazon Bedrock: ${model}`);

// Every request of the client passes here last, on its way out.
let requests = 0;
client.middlewareStack.add(
  (next) => (command) => {
    requests++;
    return next(command);
  },
  { step: 'deserialize', priority: 'low' },
);

heading('2. Build the messages');

const messages = [userMessage('What is an Observable? Answer in one short sentence.')];
console.log(JSON.stringify(messages));

heading('3. Send them, with a system prompt and a temperature');

const settings = {
  modelId: model ?? 'loopback',
  system: [{ text: 'You explain things to beginners.' }],
  inferenceConfig: { temperature: 0.5 },
};
const generation = converse(client, { ...settings, messages });
console.log(`ready; it goes out when somebody subscribes (requests so far: ${requests})`);

heading('4. Print every event');
const allEvents = generation.forEach((event) => console.log('event', JSON.stringify(event)));

heading('5. Print only the text, as it comes (beside the events: two subscribers, one generation)');
const onlyText = generation
  .pipe(selectText())
  .forEach((chunk) => console.log('text ', JSON.stringify(chunk)));

await Promise.all([allEvents, onlyText]);

heading('6. Print the total message');

const total = await lastValueFrom(generation.pipe(accumulateMessage()));
console.log(JSON.stringify(total.message));
console.log(`${total.status}, ${total.stopReason}, ${total.usage?.totalTokens} tokens`);

heading('7. Read the same stream again');

// The SDK's stream can be read once. This one can be read at any time: the text comes in one piece then.
await generation.forEach((event) => console.log('event', JSON.stringify(event)));
console.log(`requests so far: ${requests}`);

heading('8. Ask a follow-up, with the history');

// The answer is a Bedrock message already. Where you kept only its text, assistantMessage(text) makes it one again.
const history = [...messages, total.message, userMessage('Compare it to something in nature.')];
const followUp = converse(client, { ...settings, messages: history });
await followUp.pipe(selectText()).forEach((chunk) => console.log('text ', JSON.stringify(chunk)));
console.log(`messages sent: ${history.length}, requests so far: ${requests}`);

client.destroy();
await loopback?.close();

function heading(text: string): void {
  console.log(`\n${text}`);
}
