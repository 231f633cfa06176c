// One generation, four subscribers. Start reading here: every other file in this folder has one job.
import { type Status, userMessage } from 'rx-bedrock';
import { defer, fromEvent, lastValueFrom } from 'rxjs';
import { openAws } from './aws.js';
import type { Bedrock } from './bedrock.js';
import { help, readCommandLine, type Settings, UsageError } from './commandLine.js';
import { drawInPlace } from './drawInPlace.js';
import { explain } from './failure.js';
import { openLoopback } from './loopback.js';
import { printPlainly } from './printPlainly.js';
import { openRecorder } from './record.js';
import { openReplay } from './replay.js';
import { summarize } from './sections.js';
import { watch } from './subscribers.js';

// On Node 20 the AWS SDK warns that its releases of 2027 will want Node 22. This is the SDK's own switch for that:
// https://github.com/aws/aws-sdk-js-v3/issues/7983
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

// Nobody reads any more, as behind `| head`: there is nothing left to do.
process.stdout.on('error', () => process.exit());

try {
  const settings = readCommandLine(process.argv.slice(2), process.env);
  if (settings === 'help') console.log(help);
  else process.exitCode = exitCodeOf(await run(settings));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function run(settings: Settings): Promise<Status> {
  const { stdout } = process;
  await using bedrock = await open(settings, stdout.isTTY ? 33 : 18);
  using recorder = openRecorder(settings.record);
  const { prompt, system, temperature, replay } = settings;
  console.log(`${bedrock.notice}\nprompt: ${replay === undefined ? prompt : 'not recorded'}\n`);

  const input = {
    modelId: bedrock.modelId,
    messages: [userMessage(prompt)],
    system: system === undefined ? undefined : [{ text: system }],
    inferenceConfig: temperature === undefined ? undefined : { temperature },
  };
  // The first Ctrl-C stops the generation for all. Its listener is gone then, so a second one quits at once.
  const stop = fromEvent(process, 'SIGINT');
  const generation = bedrock.ask(input, { stop, upstream: recorder.upstream });

  // Counted for the summary, and not just believed.
  let subscribers = 0;
  const counted = defer(() => {
    subscribers++;
    return generation;
  });
  const show = stdout.isTTY ? drawInPlace(stdout) : printPlainly(stdout);
  const views = await lastValueFrom(watch(counted, bedrock.joinAfter).pipe(show));

  const { status, error } = views.meter.state;
  console.log(`\n${summarize(views, bedrock.requestCount(), subscribers)}\nstatus: ${status}`);
  if (error) console.error(explain(error));
  return status;
}

async function open({ modelId, region, replay }: Settings, millisecondsPerWord: number): Promise<Bedrock> {
  if (replay !== undefined) return openReplay(replay);
  return modelId === undefined ? openLoopback(millisecondsPerWord) : openAws(modelId, region);
}

function exitCodeOf(status: Status): number {
  if (status === 'complete') return 0;
  return status === 'stopped' ? 130 : 1;
}
