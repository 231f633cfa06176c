// A page where several panes share one generation. Start reading here, and in generations.ts and ../page/main.ts.
import { once } from 'node:events';
import { help, readCommandLine, UsageError } from './commandLine.js';
import { whyNoAws } from './model/bedrock.js';
import { startDemo } from './startDemo.js';

// On Node 20 the AWS SDK warns that its releases of 2027 will want Node 22. This is the SDK's own switch for that:
// https://github.com/aws/aws-sdk-js-v3/issues/7983
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

try {
  const options = readCommandLine(process.argv.slice(2), process.env);
  if (options === 'help') console.log(help);
  else {
    const hindrance = options.modelId === undefined ? undefined : await whyNoAws(options.region);
    if (hindrance !== undefined) throw new UsageError(hindrance);
    await using demo = await startDemo(options);
    const isOver = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    for (const notice of demo.notices) console.log(`${notice}\n`);
    const who = options.modelId ?? 'a loopback Bedrock, offline,';
    console.log(`Open ${demo.url}\n${who} answers; Ctrl-C ends it.`);
    await isOver;
  }
} catch (error) {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (!isTaken && !(error instanceof UsageError)) throw error;
  console.error(isTaken ? `${error.message}. Pass --port 0 for a free one.` : error.message);
  process.exitCode = 2;
}
