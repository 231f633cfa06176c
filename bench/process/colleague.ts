import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Reply } from './protocol.js';

/** The programs of `bench/jobs`. */
export type Job = 'deliver' | 'holdReplay' | 'joinLate' | 'parse' | 'read' | 'serve';

/** Another process, which works on one task at a time. */
export class Colleague<Task, Answer> implements AsyncDisposable {
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.child = child;
  }

  /**
   * Starts a program of `bench/jobs`.
   * @param setup - what it prepares itself with
   */
  static start<Task, Answer>(job: Job, setup: unknown = null): Colleague<Task, Answer> {
    const file = fileURLToPath(new URL(`../jobs/${job}.ts`, import.meta.url));
    const execArgv = ['--import', 'tsx', ...(job === 'holdReplay' ? ['--expose-gc'] : [])];
    // What it prints is no part of the report, which stands alone on stdout.
    const stdio = ['ignore', 2, 2, 'ipc'] as const;
    return new Colleague(
      fork(file, [JSON.stringify(setup)], { execArgv, stdio: [...stdio], env: environment() }),
    );
  }

  async ask(task: Task): Promise<Answer> {
    const { child } = this;
    const reply = new Promise<Answer>((resolve, reject) => {
      const leave = (code: number | null) => {
        reject(new Error(`A process of the benchmark ended with code ${code} in the middle of a task.`));
      };
      child.once('exit', leave);
      child.once('message', (message: Reply<Answer>) => {
        child.off('exit', leave);
        if ('answer' in message) resolve(message.answer);
        else reject(new Error(message.failure));
      });
    });
    child.send(task as object);
    return reply;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill();
    await once(this.child, 'exit');
  }
}

/** Without what the environment says of AWS: a profile, a proxy or a bearer token would change what is measured. */
function environment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^AWS_|_proxy$/i.test(name));
  return {
    ...Object.fromEntries(others),
    AWS_EC2_METADATA_DISABLED: 'true',
    // The SDK's advice about the age of this Node would come once per process.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
