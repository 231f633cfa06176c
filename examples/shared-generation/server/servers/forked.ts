import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { News } from '../news.js';
import type { Report, SharedAssignment } from './assignment.js';

const program = fileURLToPath(new URL('child.ts', import.meta.url));
// However this process was started, that one is TypeScript and wants the package's sources.
const execArgv = ['--import', 'tsx', '--conditions', 'rx-bedrock/source'];
/** How long the place of a dead process stays empty, in milliseconds: long enough to see that it is. */
const vacancy = 4_000;

/** A process that serves generations, and the one that takes its place when it dies. */
export class Forked {
  readonly name: string;
  private readonly assignment: SharedAssignment;
  private readonly tell: (news: News) => void;
  private child: ChildProcess | undefined;
  private port: number | undefined;
  private vacant: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(name: string, assignment: SharedAssignment, tell: (news: News) => void) {
    this.name = name;
    this.assignment = assignment;
    this.tell = tell;
  }

  /** Where it listens; nothing while it is down. */
  get url(): string | undefined {
    return this.port === undefined ? undefined : `http://127.0.0.1:${this.port}`;
  }

  /** @returns when it listens */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = fork(program, { execArgv });
      this.child = child;
      child.on('message', (report: Report) => {
        if ('generation' in report) this.tell(report);
        else {
          this.port = report.port;
          resolve();
        }
      });
      child.once('exit', () => {
        this.port = undefined;
        reject(new Error(`Server ${this.name} has died before it listened.`));
        if (!this.isClosed) this.vacant = setTimeout(() => this.restart(), vacancy);
      });
      child.send(this.assignment);
    });
  }

  kill(): boolean {
    const wasUp = this.port !== undefined;
    this.port = undefined;
    this.child?.kill('SIGKILL');
    return wasUp;
  }

  private restart(): void {
    this.start().catch((error: unknown) => {
      if (!this.isClosed) console.error(error);
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.vacant);
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}
