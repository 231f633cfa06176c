import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenerationError } from 'rx-bedrock';
import { messageStart, textDelta } from 'rx-bedrock/testing';
import { EMPTY, throwError } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { story } from '../../examples/terminal/loopback.js';
import { recorded, timed } from '../src/testing/recording/recorded.js';
import { type Finish, run, start } from './program.js';

const terminal = 'terminal/main.ts';
const timeout = 30_000;

let folder: string;
const file = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rx-bedrock-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Writes a recording and plays it. */
function replay(name: string, recording: string): Promise<Finish> {
  writeFileSync(file(name), recording);
  return run(terminal, ['--replay', file(name)]);
}

/** What stands on the screen, without who answers, and without what a clock has measured. */
function screenOf({ stdout }: Finish): string {
  const panes = stdout.slice(stdout.indexOf('1 live text'));
  return panes.replace(/ in [\d.]+ s · \d+ words\/s/, '').replace(/requests \d/, '');
}

describe('npm start with --record and --replay', () => {
  it('shows the same again, and asks nobody', { timeout }, async () => {
    const first = await run(terminal, ['A secret?', '--record', file('whole.ndjson')]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const second = await run(terminal, ['--replay', file('whole.ndjson'), '--record', file('again.ndjson')]);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toMatch(/^replay: .*whole\.ndjson.*\nprompt: not recorded\n/);
    expect(second.stdout).toContain('requests 0 · subscribers 4');
    expect(screenOf(second)).toBe(screenOf(first));
    expect(screenOf(second)).toContain(story);

    const [one, other] = ['whole.ndjson', 'again.ndjson'].map((name) => readFileSync(file(name), 'utf8'));
    expect(one).not.toContain('A secret?');
    const withoutTimes = (text = '') => text.replace(/"at":\d+/g, '');
    expect(withoutTimes(other)).toBe(withoutTimes(one));
  });

  it('plays a generation that was stopped by Ctrl-C as stopped', { timeout }, async () => {
    const program = start(terminal, ['--record', file('stopped.ndjson')]);
    await program.prints('in many places');
    program.interrupt();
    const first = await program.finished;
    expect(first.code).toBe(130);
    const second = await run(terminal, ['--replay', file('stopped.ndjson')]);
    expect(second.code).toBe(130);
    expect(second.stdout).toMatch(/status: stopped\n$/);
    expect(second.stdout.split('in many places')).toHaveLength(3);
  });

  it('stops a replay at Ctrl-C', { timeout }, async () => {
    writeFileSync(
      file('slow.ndjson'),
      recorded(
        timed(
          [
            [0, messageStart()],
            [0, textDelta('And then')],
          ],
          [60_000, EMPTY],
        ),
      ),
    );
    const program = start(terminal, ['--replay', file('slow.ndjson')]);
    await program.prints('And then');
    program.interrupt();
    expect((await program.finished).code).toBe(130);
  });

  it('fails as it failed, with the advice that there was', { timeout }, async () => {
    const cause = Object.assign(new Error('No.'), { name: 'AccessDeniedException' });
    const error = new GenerationError('rejected', 'You may not.', { cause });
    const { code, stdout, stderr } = await replay(
      'failed.ndjson',
      recorded(timed([], [20, throwError(() => error)])),
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/status: failed\n$/);
    expect(stderr).toMatch(/^rejected: You may not\. Ask for access to the model.*\n$/);
  });

  it('shows what came before a line that cannot be read, and names the line', { timeout }, async () => {
    const half = recorded(
      timed([
        [0, messageStart()],
        [9, textDelta('Half of it')],
      ]),
    );
    const { code, stdout, stderr } = await replay('cut.ndjson', half.slice(0, -10));
    expect(code).toBe(1);
    expect(stdout.split('Half of it')).toHaveLength(3);
    expect(stderr).toMatch(/^protocol: Line 4 of the recording .* The recording was cut\.\n$/);
  });

  it.each([
    ['--replay', 'a file that can be read'],
    ['--record', 'a new file that can be written'],
  ])(
    'refuses a path for %s that leads nowhere, with exit code 2 and one line',
    { timeout },
    async (option, rule) => {
      const path = file('nowhere/at.all');
      const { code, stdout, stderr } = await run(terminal, [option, path]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toBe(
        `${option} is ${JSON.stringify(path)}, but it must be ${rule}. ENOENT: no such file or directory, open '${path}'.\n`,
      );
    },
  );
});
