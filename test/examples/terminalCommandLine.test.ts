import { describe, expect, it } from 'vitest';
import { readCommandLine, UsageError } from '../../examples/terminal/commandLine.js';
import { run } from './program.js';

const terminal = 'terminal/main.ts';
const timeout = 30_000;

describe('the command line of npm start', () => {
  it('needs nothing, and is offline then', () => {
    expect(readCommandLine([])).toMatchObject({ modelId: undefined, temperature: undefined });
  });

  it('takes a prompt and options', () => {
    const args = ['Why?', '--model', 'm', '--region', 'r', '--system', 's', '--temperature', '0'];
    const settings = { prompt: 'Why?', modelId: 'm', region: 'r', system: 's', temperature: 0 };
    expect(readCommandLine(args)).toEqual(settings);
  });

  it('takes a file to record in, and one to replay', () => {
    const neither = { record: undefined, replay: undefined };
    expect(readCommandLine([])).toMatchObject(neither);
    expect(readCommandLine(['Why?', '--record', 'f'])).toMatchObject({ ...neither, record: 'f' });
    expect(readCommandLine(['--replay', 'f', '--record', 'g'])).toMatchObject({ replay: 'f', record: 'g' });
  });

  it.each([
    ['model', 'npm start -- "PROMPT" --model ID'],
    ['record', 'npm start -- "PROMPT" --record FILE'],
    ['replay', 'npm start -- --replay FILE'],
  ])('says where the two dashes go when npm has taken --%s', (name, command) => {
    const read = () => readCommandLine([], { [`npm_config_${name}`]: 'x' });
    expect(read).toThrow(`--${name} went to npm, but it must be behind --. Write ${command}.`);
  });

  it.each([
    [['--modle', 'x'], '--modle is not an option, but it must be one of --model, --region'],
    [['--model'], '--model is followed by nothing, but it must be followed by its value.'],
    [
      ['--model', '--region', 'r'],
      '--model is followed by "--region", but it must be followed by its value.',
    ],
    [['--model', ' '], '--model is " ", but it must be a text that is not blank.'],
    [['--temperature', 'hot'], '--temperature is "hot", but it must be a number from 0 to 1.'],
    [['--temperature', '1.5'], '--temperature is "1.5", but it must be a number from 0 to 1.'],
    [['--temperature=-1'], '--temperature is "-1", but it must be a number from 0 to 1.'],
    [['--record', ''], '--record is "", but it must be a text that is not blank.'],
    [['--replay'], '--replay is followed by nothing, but it must be followed by its value.'],
    [['Why?', '--replay', 'f'], 'The prompt is given with --replay, but it must be left out.'],
    [['--replay', 'f', '--model', 'm'], '--model is given with --replay, but it must be left out.'],
    [['--replay', 'f', '--system', 's'], '--system is given with --replay, but it must be left out.'],
    [['--help=yes'], '--help has a value, but it must be alone.'],
    [[''], 'The prompt is "", but it must be a text that is not blank.'],
    [['tell', 'me'], 'The prompt is "tell" and "me", but it must be one argument. Put it in quotes'],
  ])('refuses %j', (args, complaint) => {
    const read = () => readCommandLine(args);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(complaint);
  });

  it('explains itself', { timeout }, async () => {
    const { code, stdout } = await run(terminal, ['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('npm start -- "PROMPT" --model ID');
  });

  it('ends with exit code 2 and one line when it cannot be meant', { timeout }, async () => {
    const { code, stdout, stderr } = await run(terminal, ['--modle', 'x']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^--modle is not an option, .*\n$/);
  });
});
