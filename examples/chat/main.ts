// A conversation in the terminal, with two tools. Start reading here: every other file in this folder has one job.
//
//   npm run chat                                    offline, on a loopback Bedrock whose model calls the tools
//   npm run chat -- --model ID [--region REGION]    on Amazon Bedrock, with your usual credentials
//   npm run chat -- --load FILE                     goes on with what /save has written
//   echo "What is 6 * 7?" | npm run chat            reads what is piped into it, line by line
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { createConversation, keepWithinTokens } from 'rx-bedrock';
import { concatMap, filter, fromEvent, map, takeUntil, takeWhile } from 'rxjs';
import { Chat } from './chat.js';
import { help } from './help.js';
import { openLoopback } from './loopback.js';
import { calculator, clock } from './tools.js';

// On Node 20 the AWS SDK warns that its releases of 2027 will want Node 22. This is the SDK's own switch for that.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const { stdin, stdout } = process;
// Nobody reads any more, as behind `| head`: there is nothing left to do.
stdout.on('error', () => process.exit());

const { model, region, load } = parseArgs({
  options: { model: { type: 'string' }, region: { type: 'string' }, load: { type: 'string' } },
}).values;
await using loopback = model === undefined ? await openLoopback(stdout.isTTY ? 40 : 10) : undefined;
const client = loopback?.client ?? new BedrockRuntimeClient(region === undefined ? {} : { region });

const conversation = createConversation(client, {
  modelId: model ?? 'loopback',
  system: [{ text: 'You are brief. You have a clock and a calculator: use them.' }],
  tools: [clock, calculator],
  trimHistory: keepWithinTokens(50_000),
});
if (load !== undefined) {
  try {
    conversation.restore(await readFile(load, 'utf8'));
  } catch (error) {
    console.error(`--load ${load}: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(2);
  }
}
const chat = new Chat(conversation, (text) => stdout.write(text));

console.log(loopback ? `offline: the loopback Bedrock at ${loopback.url}` : `Amazon Bedrock: ${model}`);
console.log(help);

const terminal = createInterface({ input: stdin, output: stdout, terminal: stdin.isTTY, prompt: '\n> ' });
const lines = fromEvent(terminal, 'line').pipe(
  map((line) => String(line).trim()),
  takeUntil(fromEvent(terminal, 'close')),
);
// What stops an answer must not wait for it; all else that is typed meanwhile does.
lines.pipe(filter((line) => line === '/stop')).subscribe(() => chat.stop());
fromEvent(terminal, 'SIGINT').subscribe(() => {
  if (chat.isAnswering) chat.stop();
  else terminal.close();
});

terminal.prompt();
await lines
  .pipe(
    filter((line) => line !== '' && line !== '/stop'),
    takeWhile((line) => line !== '/quit'),
    concatMap((line) => {
      // Who pipes lines into it would see answers without their questions.
      if (!stdin.isTTY) stdout.write(`${line}\n`);
      return chat.perform(line);
    }),
  )
  .forEach(() => terminal.prompt());
terminal.close();
client.destroy();
