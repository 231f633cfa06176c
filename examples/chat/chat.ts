import { writeFile } from 'node:fs/promises';
import type { Conversation } from 'rx-bedrock';
import { firstValueFrom } from 'rxjs';
import { help } from './help.js';
import { printed } from './printed.js';
import { transcriptOf } from './transcript.js';

/** Does what is typed: a line to say, or a command. */
export class Chat {
  private readonly write: (text: string) => unknown;
  private current: Conversation;
  /** The conversations that the current one was forked from. */
  private readonly before: Conversation[] = [];
  /** Whether an answer is coming. */
  isAnswering = false;
  private readonly commands: Readonly<Record<string, (argument: string) => unknown>>;

  constructor(conversation: Conversation, write: (text: string) => unknown) {
    this.current = conversation;
    this.write = write;
    this.commands = {
      '/retry': () => this.retry(),
      '/fork': () => this.fork(),
      '/back': () => this.goBack(),
      '/history': async () => this.write(transcriptOf(await firstValueFrom(this.current.messages))),
      '/save': (file) => this.save(file),
      '/help': () => this.write(`${help}\n`),
    };
  }

  /** Stops the answer, if one is coming. */
  stop(): void {
    this.current.stop();
  }

  /** Resolves when it is done. */
  async perform(line: string): Promise<void> {
    if (!line.startsWith('/')) {
      await this.answer(() => this.current.send(line));
      return;
    }
    const [name = '', argument = ''] = line.split(/\s+(.*)/);
    const command = this.commands[name];
    if (command) await command(argument);
    else this.write(`There is no ${name}: /help says what there is.\n`);
  }

  private async answer(ask: () => unknown): Promise<void> {
    // The turn runs by itself: who wants to see it follows the state.
    ask();
    this.isAnswering = true;
    await printed(this.current.state).forEach((text) => void this.write(text));
    this.isAnswering = false;
  }

  private async retry(): Promise<void> {
    const { length } = await firstValueFrom(this.current.turns);
    if (length > 0) await this.answer(() => this.current.regenerate());
    else this.write('Nothing was asked yet: there is nothing to ask again.\n');
  }

  private fork(): void {
    this.before.push(this.current);
    this.current = this.current.fork();
    this.write('This is a copy now; /back returns to the conversation.\n');
  }

  private goBack(): void {
    const before = this.before.pop();
    if (before) this.current = before;
    this.write(before ? 'Back in the conversation.\n' : 'There is nothing to go back to.\n');
  }

  private async save(file: string): Promise<void> {
    if (file === '') {
      this.write('Where to? Write /save chat.json.\n');
      return;
    }
    try {
      await writeFile(file, JSON.stringify(this.current, undefined, 2));
      this.write(`Saved: npm run chat -- --load ${file} goes on with it.\n`);
    } catch (error) {
      this.write(`${String(error)}\n`);
    }
  }
}
