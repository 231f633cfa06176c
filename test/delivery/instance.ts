import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Report, Task } from './protocol.js';

const program = fileURLToPath(new URL('./instance.program.ts', import.meta.url));

/** Another process, with a log in Redis, which does what it is told. */
export class Instance {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, (report: Report) => void>();
  private turn = 0;

  private constructor(child: ChildProcess) {
    this.child = child;
    child.on('message', ({ turn, report }: { turn: number; report: Report }) => {
      this.waiting.get(turn)?.(report);
      this.waiting.delete(turn);
    });
  }

  /** @returns when it is connected */
  static async start(redisUrl: string): Promise<Instance> {
    const execArgv = ['--import', 'tsx', '--conditions', 'rx-bedrock/source'];
    const child = fork(program, [redisUrl], { execArgv, stdio: ['ignore', 2, 2, 'ipc'] });
    await once(child, 'message');
    return new Instance(child);
  }

  tell(task: Task): Promise<Report> {
    const turn = this.turn++;
    return new Promise((resolve) => {
      this.waiting.set(turn, resolve);
      this.child.send({ turn, ...task });
    });
  }

  /** Ends it without a word. @returns when it is gone */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  /** Stops it in the middle of whatever it does, or lets it go on. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }
  thaw(): void {
    this.child.kill('SIGCONT');
  }
}
