import { spawn } from 'node:child_process';

/** How a program ended, and what it had said until then. */
export interface Finish {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program of the examples, as somebody has it who pipes its output. */
export interface Program {
  /** Resolves once the text stands in the output; rejects if the program ends without it. */
  prints(text: string): Promise<void>;
  /** Writes into its input, as somebody does who pipes something into it. */
  type(text: string): void;
  /** Ends its input. */
  endInput(): void;
  interrupt(): void;
  readonly finished: Promise<Finish>;
}

// Nothing of this machine but its PATH: no profile, no credentials, no instance to ask for them.
const bare = { PATH: process.env['PATH'], HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' };

export function start(
  file: string,
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Program {
  const node = ['--import', 'tsx', '--conditions', 'rx-bedrock/source', `examples/${file}`];
  const child = spawn(process.execPath, [...node, ...args], { env: { ...bare, ...environment } });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said.stderr += chunk));
  const finished = new Promise<Finish>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, ...said });
    });
  });
  return {
    finished,
    prints: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (said.stdout.includes(text)) resolve();
        };
        look();
        child.stdout.on('data', look);
        child.once('close', () => {
          reject(
            new Error(`The program ended without ${JSON.stringify(text)}:\n${said.stdout}${said.stderr}`),
          );
        });
      }),
    type: (text) => child.stdin.write(text),
    endInput: () => child.stdin.end(),
    interrupt: () => child.kill('SIGINT'),
  };
}

/** Runs a program to its end. */
export function run(
  file: string,
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<Finish> {
  return start(file, args, environment).finished;
}
