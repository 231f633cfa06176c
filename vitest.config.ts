import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['rx-bedrock/source'] },
  ssr: { resolve: { conditions: ['rx-bedrock/source'] } },
  test: {
    reporters: ['default', './test/tally.ts'],
    include: ['test/**/*.test.ts'],
    exclude: ['**/.generated/**'],
    globalSetup: 'test/redis/globalSetup.ts',
    sequence: { shuffle: true },
    // Only what hangs should fail by the clock, however slow the machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
