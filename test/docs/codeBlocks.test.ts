import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paced, textMessage } from 'rx-bedrock/testing';
import { type LoopbackBedrock, startLoopbackBedrock } from 'rx-bedrock/testing/loopback';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { howToGetRedis } from '../redis/server.js';
import { allCodeBlocks, type CodeBlock } from './codeBlocks.js';
import { runNode } from './run.js';

// Inside the project, so that the programs find the package by its public name.
const folder = 'test/.generated';
const blocks = allCodeBlocks();
const redisUrl = inject('redisUrl');

let bedrock: LoopbackBedrock;

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const block of blocks) writeFileSync(fileOf(block), block.code);
  bedrock = await startLoopbackBedrock({ script: () => paced(textMessage('Hello from the loopback.'), 5) });
});

afterAll(async () => {
  await bedrock.close();
  rmSync(folder, { recursive: true });
});

describe('code in the documentation', () => {
  it('is found', () => {
    expect(blocks.filter(({ place }) => place.startsWith('README.md')).length).toBeGreaterThan(5);
    expect(blocks.filter(({ place }) => place.startsWith('operators/')).length).toBeGreaterThan(5);
  });

  it('compiles', { timeout: 60_000 }, async () => {
    const config = { extends: '../../tsconfig.json', include: ['*.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const { code, output } = await runNode(['node_modules/typescript/bin/tsc', '-p', folder]);
    expect(output).toBe('');
    expect(code).toBe(0);
  });

  describe.concurrent('runs to its end without an error', { timeout: 60_000 }, () => {
    it.for(blocks.map((block) => [block.place, block] as const))('%s', async ([, block], { skip }) => {
      if (redisUrl === undefined && block.code.includes("from 'redis'")) skip(howToGetRedis);
      const { code, output } = await runNode(commandFor(block), environment());
      expect(output).not.toMatch(/GenerationError|TypeError|Unhandled/);
      expect(code, output).toBe(0);
    });
  });
});

function fileOf({ place, isTest }: CodeBlock): string {
  return join(folder, `${place.replaceAll(/[^\w]/g, '_')}${isTest ? '.test' : ''}.ts`);
}

function commandFor(block: CodeBlock): string[] {
  if (!block.isTest) return ['--import', 'tsx', '--conditions', 'rx-bedrock/source', fileOf(block)];
  return ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/docs/vitest.config.ts', fileOf(block)];
}

/** The programs ask for AWS; the SDK's own settings send them to the loopback. */
function environment(): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'LOOPBACK',
    AWS_SECRET_ACCESS_KEY: 'loopback',
    AWS_BEARER_TOKEN_BEDROCK: undefined,
    REDIS_URL: redisUrl,
  };
}
