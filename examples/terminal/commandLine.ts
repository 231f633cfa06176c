import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Settings {
  prompt: string;
  /** Absent: offline. */
  modelId: string | undefined;
  region: string | undefined;
  system: string | undefined;
  temperature: number | undefined;
}

/** The command line cannot be meant: the message says what was given, what it must be, and what to do. */
export class UsageError extends Error {}

export const help = `One generation, four subscribers: live text, a meter, an event counter, and one that joins halfway.

  npm start                                    offline: asks a loopback Bedrock, needs no account
  npm start -- "PROMPT" --model ID [OPTIONS]   asks Amazon Bedrock, with your usual AWS credentials

  --model ID             the model or inference profile, for example us.amazon.nova-micro-v1:0
  --region REGION        the AWS region; without it, your environment or profile decides
  --system TEXT          the system prompt
  --temperature NUMBER   from 0 to 1; without it, the model's own default
  -h, --help             prints this

Ctrl-C stops the generation and keeps what has arrived; a second Ctrl-C quits at once.`;

const options = {
  model: { type: 'string' },
  region: { type: 'string' },
  system: { type: 'string' },
  temperature: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * What the arguments mean, or `'help'`.
 * @throws UsageError - when they cannot be meant
 */
export function readCommandLine(args: string[], env: NodeJS.ProcessEnv = {}): Settings | 'help' {
  if (env['npm_config_model'] !== undefined) {
    // npm keeps for itself what stands before the two dashes: the model would never be asked.
    throw complaint('--model went to npm', 'behind --', 'Write npm start -- "PROMPT" --model ID.');
  }
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const { model, region, system } = values;
  return {
    prompt: readPrompt(positionals),
    modelId: notBlank('--model', model),
    region: notBlank('--region', region),
    system: notBlank('--system', system),
    temperature: readTemperature(values.temperature),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true });
  } catch (error) {
    throw inOurWords(error, args);
  }
}

function readPrompt(prompts: string[]): string {
  const [prompt = 'How can one generation serve many subscribers?'] = prompts;
  if (prompts.length <= 1) return notBlank('The prompt', prompt);
  const fix = `Put it in quotes: npm start -- "${prompts.join(' ')}".`;
  throw complaint(`The prompt is ${prompts.map(quoted).join(' and ')}`, 'one argument', fix);
}

function readTemperature(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const temperature = Number(notBlank('--temperature', text));
  if (temperature >= 0 && temperature <= 1) return temperature;
  throw complaint(`--temperature is ${quoted(text)}`, 'a number from 0 to 1', 'Try --temperature 0.5.');
}

function notBlank<T extends string | undefined>(name: string, text: T): T {
  if (text?.trim() !== '') return text;
  throw complaint(`${name} is ${quoted(text)}`, 'a text that is not blank', 'Fill it in, or leave it out.');
}

/** What parseArgs complains about: it names the option in quotes and tells the kinds apart by code. */
function inOurWords(error: unknown, args: string[]): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  const option = /'(?:-\w, )?(-[^' ]+)/.exec(error.message)?.[1] ?? 'An option';
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const known = Object.keys(options).map((name) => `--${name}`);
    const fix = 'A prompt that begins with a dash goes to the end, behind another --.';
    return complaint(`${option} is not an option`, `one of ${known.join(', ')}`, fix);
  }
  if (option === '--help') return complaint('--help has a value', 'alone', 'Write --help.');
  const next = args[args.indexOf(option) + 1];
  const found = next === undefined ? 'nothing' : quoted(next);
  const fix = `A value that begins with a dash is written ${option}=VALUE.`;
  return complaint(`${option} is followed by ${found}`, 'followed by its value', fix);
}

function quoted(text: string | undefined): string {
  return JSON.stringify(text);
}

function complaint(what: string, rule: string, fix: string): UsageError {
  return new UsageError(`${what}, but it must be ${rule}. ${fix}`);
}
