import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readCommandLine, UsageError } from '../../bench/commandLine.js';

const sections = ['clients', 'json', 'size'] as const;
const timeout = 30_000;

describe('the command line of npm run bench', () => {
  it('measures everything when it is told nothing', () => {
    const settings = { isQuick: false, writesReadme: false, sections };
    expect(readCommandLine([], sections)).toEqual(settings);
  });

  it('measures the sections that are asked for, in the order of the report', () => {
    const settings = { isQuick: true, writesReadme: false, sections: ['clients', 'json'] };
    expect(readCommandLine(['--quick', '--only', 'json', '--only=clients'], sections)).toEqual(settings);
  });

  it.each([
    [['--fast'], '--fast, but it must be one of --quick, --only, --write-readme, --help.'],
    [['quick'], '"quick", but it must be one of --quick, --only, --write-readme, --help.'],
    [['--only'], '--only without a section, but it must be followed by one. Try --only clients.'],
    [['--only', '--quick'], '--only without a section, but it must be followed by one.'],
    [['--only', 'jsn'], '--only "jsn", but it must be one of clients, json, size. Try --only clients.'],
    [['--quick=yes'], '--quick with a value, but it must be alone. Write --quick.'],
    [['--write-readme', '--quick'], '--write-readme beside --quick, but it must be alone. Leave --quick out'],
    [['--write-readme', '--only', 'json'], '--write-readme beside --only, but it must be alone.'],
  ])('refuses %j', (args, complaint) => {
    const read = () => readCommandLine(args, sections);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(complaint);
  });

  it('explains itself, without a build', { timeout }, () => {
    const { status, stdout } = bench('--help');
    expect(status).toBe(0);
    expect(stdout).toContain('npm run bench [-- OPTIONS]');
  });

  it('ends with exit code 2 and one line when it cannot be meant', { timeout }, () => {
    const { status, stdout, stderr } = bench('--only', 'jsn');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^The command line has --only "jsn", .*\n$/);
  });
});

function bench(...args: string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...args], { encoding: 'utf8' });
}
