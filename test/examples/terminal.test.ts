import { beforeAll, describe, expect, it } from 'vitest';
import { story } from '../../examples/terminal/loopback.js';
import { type Finish, run, start } from './program.js';

const terminal = 'terminal/main.ts';
const timeout = 30_000;

describe('npm start, offline, into a pipe', () => {
  let finish: Finish;

  beforeAll(async () => {
    finish = await run(terminal, ['Why share?'], { FORCE_COLOR: '1' });
  }, timeout);

  it('ends well and without a warning', () => {
    expect(finish).toMatchObject({ code: 0, stderr: '' });
  });

  it('says that it is offline, and what it was asked', () => {
    expect(finish.stdout).toMatch(
      /^offline: the loopback Bedrock at http:\/\/127\.0\.0\.1:\d+, through the real AWS SDK;/,
    );
    expect(finish.stdout).toContain('prompt: Why share?');
  });

  it('prints the whole text once in each of the two panes that show it', () => {
    const [live = '', late = ''] = finish.stdout.split('4 late subscriber');
    expect(live.split(story)).toHaveLength(2);
    expect(late.split(story)).toHaveLength(2);
  });

  it('lets the late subscriber catch up at once, in a few events', () => {
    const [, past, events, live] =
      /with (\d+) characters in (\d+) events · then read (\d+) live/.exec(finish.stdout) ?? [];
    expect(Number(past)).toBeGreaterThanOrEqual(story.length / 2);
    expect(Number(events)).toBe(2);
    expect(Number(past) + Number(live)).toBe(story.length);
  });

  it('sums up: one request, four subscribers, what it used', () => {
    const words = story.split(' ').length;
    const summary = `requests 1 · subscribers 4 · events ${words + 4} · input 12 · output ${words} · total ${words + 12} tokens`;
    expect(finish.stdout.split('\n')).toContain(summary);
    expect(finish.stdout).toMatch(/status: complete\n$/);
  });

  it('does not paint', () => {
    expect(finish.stdout).not.toContain('\u001b');
  });
});

describe('npm start, interrupted by Ctrl-C', () => {
  it('stops the generation, keeps what has arrived, and says so', { timeout }, async () => {
    const program = start(terminal);
    await program.prints('in many places');
    program.interrupt();
    const { code, stdout } = await program.finished;
    expect(code).toBe(130);
    expect(stdout).toMatch(/requests 1 · subscribers 4 · events \d+ · input unknown/);
    expect(stdout).toMatch(/status: stopped\n$/);
    // The partial: once for who was there, once for who joined.
    expect(stdout.split('in many places')).toHaveLength(3);
    expect(stdout).not.toContain('one truth');
  });
});
