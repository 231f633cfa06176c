import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Settings {
  prompt: string;
  /** Absent: offline. */
  modelId: string | undefined;
  region: string | undefined;
  system: string | undefined;
  temperature: number | undefined;
  /** The file to record the generation in. */
  record: string | undefined;
  /** The recording to play in place of a generation. */
  replay: string | undefined;
}

/** The command line cannot be meant: the message says what was given, what it must be, and what to do. */
export class UsageError extends Error {
  /** One about a file, with what the system says of it. */
  static ofFile(option: string, path: string, rule: string, error: unknown): UsageError {
    const reason = error instanceof Error ? error.message : String(error);
    return complaint(`${option} is ${quoted(path)}`, rule, `${reason}.`);
  }
}

export const help = `One generation, four subscribers: live text, a meter, an event counter, and one that joins halfway.

  npm start                                    offline: asks a loopback Bedrock, needs no account
  npm start -- "PROMPT" --model ID [OPTIONS]   asks Amazon Bedrock, with your usual AWS credentials
  npm start -- --replay FILE                   plays what --record FILE has written

  --model ID             the model or inference profile, for example us.amazon.nova-micro-v1:0
  --region REGION        the AWS region; without it, your environment or profile decides
  --system TEXT          the system prompt
  --temperature NUMBER   from 0 to 1; without it, the model's own default
  --record FILE          writes the answer into a file, every event with its time; the prompt is left out
  --replay FILE          plays such a file in place of asking: the same events, pauses and end
  -h, --help             prints this

Ctrl-C stops the generation and keeps what has arrived; a second Ctrl-C quits at once.`;

const options = {
  model: { type: 'string' },
  region: { type: 'string' },
  system: { type: 'string' },
  temperature: { type: 'string' },
  record: { type: 'string' },
  replay: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * What the arguments mean, or `'help'`.
 * @throws UsageError - when they cannot be meant
 */
export function readCommandLine(args: string[], env: NodeJS.ProcessEnv = {}): Settings | 'help' {
  // npm keeps for itself what stands before the two dashes: the model would never be asked.
  const lost = Object.keys(commands).find((name) => env[`npm_config_${name}`] !== undefined);
  if (lost !== undefined) throw complaint(`--${lost} went to npm`, 'behind --', `Write ${commands[lost]}.`);
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const { model, region, system, record, replay } = values;
  if (replay !== undefined) checkReplay(values, positionals);
  return {
    prompt: readPrompt(positionals),
    modelId: notBlank('--model', model),
    region: notBlank('--region', region),
    system: notBlank('--system', system),
    temperature: readTemperature(values.temperature),
    record: notBlank('--record', record),
    replay: notBlank('--replay', replay),
  };
}

/** How the options are written that say what to do at all. */
const commands: Readonly<Record<string, string>> = {
  model: 'npm start -- "PROMPT" --model ID',
  record: 'npm start -- "PROMPT" --record FILE',
  replay: 'npm start -- --replay FILE',
};

/** What would be asked has no place beside what was answered. */
function checkReplay(values: Readonly<Record<string, unknown>>, prompts: string[]): void {
  const option = ['model', 'region', 'system', 'temperature'].find((name) => values[name] !== undefined);
  const idle = prompts.length > 0 ? 'The prompt' : option && `--${option}`;
  if (idle) throw complaint(`${idle} is given with --replay`, 'left out', 'A replay asks nobody.');
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
