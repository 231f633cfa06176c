import { beforeAll, describe, expect, it } from 'vitest';
import { type Finish, run } from './program.js';

const question = 'What is an Observable? Answer in one short sentence.';
const answer = 'A value that comes in pieces, over time.';

describe('npm run walkthrough, offline', () => {
  let finish: Finish;
  /** What stands under a heading, up to the next one. */
  const step = (number: number) => finish.stdout.split(`\n${number}. `)[1]?.split(/\n\n\d\. /)[0] ?? '';

  beforeAll(async () => {
    finish = await run('walkthrough.ts');
  }, 30_000);

  it('ends well, without a warning', () => {
    expect(finish).toMatchObject({ code: 0, stderr: '' });
  });

  it('goes through eight steps', () => {
    const numbers = finish.stdout.match(/^\d(?=\. )/gm);
    expect(numbers).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
  });

  it('prints every event and, beside it, every chunk of text', () => {
    const lines = step(5).split('\n');
    const chunks = lines
      .filter((line) => line.startsWith('text'))
      .map((line) => JSON.parse(line.slice(5)) as string);
    expect(chunks.join('')).toBe(answer);
    expect(lines.filter((line) => line.startsWith('event'))).toHaveLength(chunks.length + 4);
  });

  it('prints the total message', () => {
    expect(step(6)).toContain(JSON.stringify({ role: 'assistant', content: [{ text: answer }] }));
    expect(step(6)).toContain('complete, end_turn, 20 tokens');
  });

  it('reads the stream again without a second request', () => {
    expect(step(3)).toContain('requests so far: 0');
    expect(step(7)).toContain(answer);
    expect(step(7)).toContain('requests so far: 1');
  });

  it('asks a follow-up with the history, which is the second request', () => {
    expect(step(2)).toContain(question);
    expect(step(8)).toContain('messages sent: 3, requests so far: 2');
  });
});
