import { messageStart, textDelta, textMessage, wait } from 'rx-bedrock/testing';
import { httpError, type LoopbackScript, reset, startLoopbackBedrock } from 'rx-bedrock/testing/loopback';
import { describe, expect, it } from 'vitest';
import { run } from './program.js';

const terminal = 'terminal/main.ts';

/** Runs the program as for AWS, against a loopback that stands in for it. */
async function runAgainst(script: LoopbackScript, ...args: string[]) {
  await using bedrock = await startLoopbackBedrock({ script });
  const finish = await run(terminal, ['Hi', '--model', 'm', '--region', 'us-east-1', ...args], {
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url,
    AWS_ACCESS_KEY_ID: 'LOOPBACK',
    AWS_SECRET_ACCESS_KEY: 'loopback',
  });
  return { ...finish, requests: bedrock.requests };
}

describe('npm start with --model', { timeout: 30_000, concurrent: true }, () => {
  it('asks the model what it was told to ask', async () => {
    const script = textMessage('Hello to you.');
    const { code, stdout, requests } = await runAgainst(
      script,
      '--system',
      'Be kind.',
      '--temperature',
      '0.3',
    );
    expect(code).toBe(0);
    expect(requests.map(({ input }) => input)).toEqual([
      {
        modelId: 'm',
        messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
        system: [{ text: 'Be kind.' }],
        inferenceConfig: { temperature: 0.3 },
      },
    ]);
    expect(stdout).toContain('requests 1 · subscribers 4 · events 7 · input 12 · output 3 · total 15 tokens');
  });

  it('lets what a model writes not command the terminal', async () => {
    const { stdout } = await runAgainst(textMessage('bell \u0007 and \u001b[31mred'));
    expect(stdout).toContain('bell  and [31mred');
  });

  it('prints the partial and the error when the stream breaks', async () => {
    const script = [messageStart(), textDelta('Half of'), textDelta(' it'), wait(50), reset()];
    const { code, stdout, stderr } = await runAgainst(script);
    expect(code).toBe(1);
    expect(stdout.split('Half of it')).toHaveLength(3);
    expect(stdout).toMatch(/status: failed\n$/);
    expect(stderr).toMatch(/^network: .* Check the connection and --region\.\n$/);
  });

  it.each([
    [403, 'AccessDeniedException', 'Ask for access to the model'],
    [400, 'ValidationException', 'Check --model and --region'],
    [404, 'ResourceNotFoundException', 'Check --model and --region'],
  ])('tells what to do about %i %s', async (status, type, advice) => {
    const { code, stderr } = await runAgainst([httpError(status, type)]);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^rejected: A scripted ${type}\\. ${advice}.*\\n$`));
  });

  it('tells what to do without a region', async () => {
    const { code, stdout, stderr } = await run(terminal, ['Hi', '--model', 'm']);
    expect(code).toBe(1);
    expect(stdout).toContain('requests 0');
    expect(stderr).toMatch(/^rejected: Region is missing.* pass --region.*\n$/);
  });

  it('tells what to do without credentials', async () => {
    const { code, stdout, stderr } = await run(terminal, ['Hi', '--model', 'm', '--region', 'us-east-1']);
    expect(code).toBe(1);
    expect(stdout).toContain('requests 0');
    expect(stderr).toMatch(/^rejected: Could not load credentials.*AWS_ACCESS_KEY_ID.*\n$/);
  });
});
