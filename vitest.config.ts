import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const recipes = 'test/examples/recipes';

export default defineConfig({
  resolve: { conditions: ['rx-bedrock/source'] },
  ssr: { resolve: { conditions: ['rx-bedrock/source'] } },
  test: {
    reporters: ['default', './test/tally.ts'],
    setupFiles: ['test/warnings.ts'],
    sequence: { shuffle: true },
    // Most tests wait more than they work: one worker would leave a small machine idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Only what hangs should fail by the clock, however slow the machine.
    testTimeout: 120_000,
    hookTimeout: 30_000,
    // Some tests hold the clock to 50 ms, and a machine that is not ours alone may miss that: once, not twice.
    retry: process.env['CI'] ? 1 : 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['**/.generated/**', `${recipes}/**`],
          globalSetup: 'test/redis/globalSetup.ts',
        },
      },
      `${recipes}/vitest.config.ts`,
    ],
  },
});
