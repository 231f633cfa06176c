import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calculate } from '../../examples/chat/calculate.js';
import { type Finish, start } from './program.js';

// Only what hangs should fail by the clock, however slow the machine.
const timeout = 30_000;
const chat = 'chat/main.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rx-bedrock-chat-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function chatWith(lines: readonly string[], args: readonly string[] = []): Promise<Finish> {
  const program = start(chat, args);
  program.type(lines.map((line) => `${line}\n`).join(''));
  program.endInput();
  return program.finished;
}

/** What was written after a line, up to the next one. */
function after(line: string, { stdout }: Finish): string {
  return stdout.split(`> ${line}\n`)[1]?.split('\n> ')[0] ?? '';
}

describe('npm run chat, with lines piped into it', () => {
  let finish: Finish;
  const file = () => join(folder, 'chat.json');

  beforeAll(async () => {
    finish = await chatWith([
      'Hello',
      'What is 6 * (7 + 1), and what time is it?',
      '/retry',
      'And 1/0?',
      '/fork',
      'Only here',
      '/back',
      'Only there',
      '/history',
      `/save ${file()}`,
      '/save',
      '/help',
      '/nonsense',
      '/back',
    ]);
  }, timeout);

  it('ends well when they have ended', () => {
    expect(finish).toMatchObject({ code: 0, stderr: '' });
  });

  it('answers', () => {
    expect(after('Hello', finish)).toMatch(/^You have said one thing until now, and the first was "Hello"\./);
  });

  it.each(['What is 6 * (7 + 1), and what time is it?', '/retry'])('calls both tools: %s', (line) => {
    const time = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;
    expect(after(line, finish)).toMatch(
      new RegExp(
        String.raw`^Let me see\.\n  \[calculator {"expression":"6 \* \(7 \+ 1\)"} → 48\]\n  \[clock {} → ${time}\]\n` +
          String.raw`My tools say: 48 · ${time}\n$`,
      ),
    );
  });

  it('tells the model what a tool has thrown', () => {
    expect(after('And 1/0?', finish)).toContain('[calculator {"expression":"1/0"} failed: ');
    expect(after('And 1/0?', finish)).toContain('My tools say: Nothing can be divided by zero.');
  });

  it('forks, and comes back', () => {
    expect(after('Only here', finish)).toContain('You have said 4 things until now');
    expect(after('Only there', finish)).toContain('You have said 4 things until now');
    expect(after('/history', finish)).toContain('user: Only there\n');
    expect(after('/history', finish)).not.toContain('Only here');
    expect(finish.stdout).toContain('There is nothing to go back to.');
  });

  it('prints the history once, though an answer was asked again', () => {
    const roles = after('/history', finish).match(/^\w+(?=:)/gm);
    const withTools = ['user', 'assistant', 'user', 'assistant'];
    const expected = ['user', 'assistant', ...withTools, ...withTools, 'user', 'assistant'];
    expect(roles).toStrictEqual(expected);
  });

  it('says what it does not know', () => {
    expect(after('/save', finish)).toContain('Write /save chat.json.');
    expect(after('/nonsense', finish)).toBe('There is no /nonsense: /help says what there is.\n');
    expect(after('/help', finish)).toContain('/retry');
  });

  it('saves, and goes on from there', { timeout }, async () => {
    expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({ version: 1, turns: { length: 4 } });
    const next = await chatWith(['And now?', '/quit', 'never'], ['--load', file()]);
    expect(next).toMatchObject({ code: 0, stderr: '' });
    expect(next.stdout).toContain('You have said 5 things until now, and the first was "Hello".');
    expect(next.stdout).not.toContain('never');
  });
});

describe('npm run chat, in which nothing was said yet', () => {
  let finish: Finish;
  const file = () => join(folder, 'empty.json');

  beforeAll(async () => {
    finish = await chatWith([
      ...['/retry', '/stop', '/history', '/back', '/fork', '/retry', '/back'],
      ...[`/save ${file()}`, '/help', '/nonsense', '/quit', 'never'],
    ]);
  }, timeout);

  it('ends well', () => {
    expect(finish).toMatchObject({ code: 0, stderr: '' });
    expect(finish.stdout).not.toContain('never');
  });

  it('has nothing to ask again, in a fork neither', () => {
    const told = 'Nothing was asked yet: there is nothing to ask again.\n';
    expect(
      finish.stdout
        .split('> /retry\n')
        .slice(1)
        .map((text) => text.split('\n> ')[0]),
    ).toStrictEqual([told, told]);
  });

  it.each([
    ['/history', ''],
    ['/back', 'There is nothing to go back to.\n'],
    ['/fork', 'This is a copy now; /back returns to the conversation.\n'],
    ['/nonsense', 'There is no /nonsense: /help says what there is.\n'],
  ])('does what it can: %s', (line, told) => {
    expect(after(line, finish)).toBe(told);
  });

  it('comes back from the fork', () => {
    expect(finish.stdout.split('> /back\n')[2]).toMatch(/^Back in the conversation\.\n/);
  });

  it('stops nothing, and prints nothing for it', () => {
    expect(finish.stdout).not.toContain('[stopped]');
  });

  it('saves, and goes on from there', { timeout }, async () => {
    expect(JSON.parse(await readFile(file(), 'utf8'))).toStrictEqual({ version: 1, turns: [] });
    const next = await chatWith(['/retry', 'Hello'], ['--load', file()]);
    expect(next).toMatchObject({ code: 0, stderr: '' });
    expect(after('/retry', next)).toContain('Nothing was asked yet');
    expect(after('Hello', next)).toContain('You have said one thing');
  });
});

describe('npm run chat', () => {
  it('stops an answer, keeps what has arrived, and goes on', { timeout }, async () => {
    const program = start(chat);
    program.type('Hello\n');
    await program.prints('You have said one');
    program.type('/stop\n/history\n/retry\n');
    program.endInput();
    const finish = await program.finished;
    expect(finish).toMatchObject({ code: 0, stderr: '' });
    expect(after('Hello', finish)).toMatch(/^You have said one.*\n {2}\[stopped\]\n$/);
    expect(after('/history', finish)).toMatch(/^user: Hello\nassistant: You have said one/);
    expect(after('/history', finish)).not.toContain('I will use a tool.');
    expect(after('/retry', finish)).toMatch(/I will use a tool\.\n$/);
  });

  it('says in a line what is wrong with a file', { timeout }, async () => {
    const file = join(folder, 'broken.json');
    await writeFile(file, '{}');
    const { code, stderr } = await chatWith([], ['--load', file]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `--load ${file}: The saved conversation is "{}", but it must be what a conversation was saved as. ` +
        'Pass what toJSON() has returned, or JSON.stringify(conversation).\n',
    );
  });
});

describe('the calculator', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 2 - 3', 5],
    ['8 / 2 / 2', 2],
    ['-(2 + 3) * -2', 10],
    ['.5 + 0.25', 0.75],
    ['((4))', 4],
  ])('knows that %s is %d', (expression, value) => {
    expect(calculate(expression)).toBe(value);
  });

  it.each(['', '1 +', '(1', '1)', '1 1', '2 ** 3', 'process.exit()', '1; 2', '--', '*'])(
    'refuses %j',
    (text) => {
      expect(() => calculate(text)).toThrow(/is no sum/);
    },
  );
});
