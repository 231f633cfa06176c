import { spawnSync } from 'node:child_process';
import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import { textDelta } from 'rx-bedrock/testing';
import { concat, NEVER, type Observable, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../bench/commandLine.js';
import { readSoakCommandLine } from '../../bench/soak/commandLine.js';
import { words } from '../../bench/chaos/answer.js';
import { misbehaviourOf } from '../../bench/chaos/generation.js';
import { Seat } from '../../bench/chaos/seat.js';
import { invariantsOf, type Observations } from '../../bench/soak/invariants.js';

describe('the command line of npm run soak', () => {
  it('is the same soak each time unless it is told otherwise', () => {
    expect(readSoakCommandLine([])).toEqual({ isQuick: false, seed: 1 });
    expect(readSoakCommandLine(['--quick', '--seed', '20'])).toEqual({ isQuick: true, seed: 20 });
    expect(readSoakCommandLine(['-h'])).toBe('help');
  });

  it.each([
    [['--fast'], 'The command line has "--fast", but it must be made of --quick, --seed SEED and --help.'],
    [['quick'], 'The command line has "quick", but it must be made of'],
    [['--seed', 'one'], 'The command line has --seed "one", but it must be a number of up to six digits.'],
    [['--seed', '-1'], 'The command line has "--seed -1", but it must be'],
  ])('refuses %j', (args, complaint) => {
    const read = () => readSoakCommandLine(args);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(complaint);
  });

  it('explains itself, without a build', () => {
    const args = ['--import', 'tsx', 'bench/soak/main.ts', '--help'];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toContain('npm run soak [-- OPTIONS]');
  });
});

it('the same model misbehaves in the same way, at the server and as the client expects it', () => {
  for (let number = 0; number < 50; number++) {
    const modelId = `fast-1-${number}`;
    expect(misbehaviourOf(modelId, 1)).toEqual(misbehaviourOf(modelId, 1));
  }
  const faults = Array.from({ length: 400 }, (_, number) => misbehaviourOf(`sdk-1-${number}`, 1).fault);
  expect(new Set(faults).size).toBe(16);
  // The SDK would take them for lengths of up to 4 GiB.
  expect(faults).not.toContain('random bytes');
});

describe('a subscriber in chaos', () => {
  const word = textDelta('word 0 ');
  const failed = concat(
    of(word),
    throwError(() => new GenerationError('network', 'The line broke.')),
  );

  it.each<[string, Observable<ConverseEvent>, RegExp]>([
    ['has no end', NEVER, /^0 ends in place of 1$/],
    [
      'has no end, and hears words of nobody',
      concat(of(textDelta('nonsense')), NEVER),
      /^text that the server/,
    ],
    ['hears of an end too early', of(word), /^complete after 7 characters$/],
    ['is not told what had arrived', failed, /^an error that does not tell/],
    [
      'is told of an error that is none of ours',
      throwError(() => new Error('?')),
      /^an error that does not tell/,
    ],
  ])('that %s complains', (_name, generation, complaint) => {
    const seat = new Seat(generation);
    expect(seat.complaints()).toContainEqual(expect.stringMatching(complaint));
  });

  it('that has heard all, or has left, does not', () => {
    expect(new Seat(of(textDelta(words))).complaints()).toEqual([]);
    const gone = new Seat(NEVER);
    gone.leave();
    expect(gone.complaints()).toEqual([]);
  });
});

describe('what must hold after a soak', () => {
  const standing = { h2: '', http1: '', requests: 3, exchanges: 0, connections: 0 };
  const remains = { resources: [], listeners: 0, incidents: [], memory: 100 };
  const complete = {
    fault: 'none',
    ending: 'complete',
    retryable: undefined,
    attempts: 1,
    count: 3,
  } as const;
  const good: Observations = {
    count: 3,
    lives: { counts: [complete], complaints: [] },
    during: standing,
    after: standing,
    before: remains,
    remains: { ...remains, memory: 109 },
  };

  it('holds', () => {
    expect(invariantsOf(good).filter(({ holds }) => !holds)).toEqual([]);
  });

  it.each<[string, Partial<Observations>]>([
    ['missing', { count: 4 }],
    ['hangs', { lives: { ...good.lives, counts: [{ ...complete, ending: 'none' }] } }],
    ['wrong', { lives: { ...good.lives, complaints: ['complete after 3 characters'] } }],
    ['exchanges', { during: { ...standing, exchanges: 1 } }],
    ['connections', { after: { ...standing, connections: 1 } }],
    ['timers', { remains: { ...remains, resources: ['Timeout'] } }],
    ['listeners', { remains: { ...remains, listeners: 1 } }],
    ['unhandled', { remains: { ...remains, incidents: ['MaxListenersExceededWarning'] } }],
    ['memory', { remains: { ...remains, memory: 111 } }],
  ])('does not where something is amiss: %s', (word, amiss) => {
    const broken = invariantsOf({ ...good, ...amiss }).filter(({ holds }) => !holds);
    expect(broken).toHaveLength(1);
    expect(broken[0]?.what).toContain(word);
  });
});
