import { parseArgs } from 'node:util';
import { defaultRedis } from './redis.js';
import type { DemoOptions } from './startDemo.js';

/** The command line cannot be meant: the message says what was given, what it must be, and what to do. */
export class UsageError extends Error {}

export const help = `One generation, many subscribers: a page that shows it.

  npm run demo                        offline: a loopback Bedrock answers, no account is needed
  npm run demo -- --model ID          Amazon Bedrock answers, with your usual AWS credentials

  --model ID       the model or inference profile, for example us.amazon.nova-micro-v1:0
  --region REGION  the AWS region; without it, your environment or profile decides
  --instances N    from 1 to 4 processes behind the one port, which share through Redis; 1 without it
  --redis URL      where Redis is; without it $REDIS_URL, or ${defaultRedis}
  --port N         where to listen on this machine, 0 for any free port; 4321 without it
  -h, --help       prints this`;

const options = {
  model: { type: 'string' },
  region: { type: 'string' },
  instances: { type: 'string', default: '1' },
  redis: { type: 'string' },
  port: { type: 'string', default: '4321' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws UsageError - when the arguments cannot be meant */
export function readCommandLine(args: string[], env: NodeJS.ProcessEnv): DemoOptions | 'help' {
  // npm keeps for itself what stands before the two dashes. Its own --help shows npm's help, and never comes here.
  const kept = Object.keys(options).find(
    (name) => name !== 'help' && env[`npm_config_${name}`] !== undefined,
  );
  if (kept !== undefined) {
    const fix = `Write npm run demo -- --${kept} and its value.`;
    throw new UsageError(`--${kept} went to npm, but it must be behind --. ${fix}`);
  }
  const values = parse(args);
  if (values.help) return 'help';
  return {
    modelId: values.model,
    region: values.region,
    instances: number('--instances', values.instances, 1, 4),
    redisUrl: values.redis ?? env['REDIS_URL'] ?? defaultRedis,
    port: number('--port', values.port, 0, 65_535),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, strict: true }).values;
  } catch (error) {
    const fix = 'npm run demo -- --help shows them all.';
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}. ${fix}`);
  }
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  const rule = `a whole number from ${least} to ${most}`;
  throw new UsageError(
    `${name} is ${JSON.stringify(text)}, but it must be ${rule}. Try ${name} ${least + 1}.`,
  );
}
