import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['rx-bedrock/source'] },
  ssr: { resolve: { conditions: ['rx-bedrock/source'] } },
  test: {
    reporters: ['default', './test/tally.ts'],
    include: ['test/**/*.test.ts'],
    exclude: ['**/.generated/**'],
    sequence: { shuffle: true },
  },
});
