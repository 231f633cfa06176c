import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';

const sdk = '@aws-sdk/client-bedrock-runtime';

/** The recipes in a DOM, compiled as a project of theirs would. React and Angular need no plugin for that. */
export default defineConfig({
  plugins: [
    vue(),
    svelte({ configFile: false }),
    solid({ include: /recipes\/solid\// }),
    {
      // The plugins ask for what a browser loads. What Vite leaves to Node, the SDK for one, is not for browsers.
      name: 'node-loads-as-node',
      configResolved: ({ ssr }) => {
        ssr.resolve = { ...ssr.resolve, conditions: ['rx-bedrock/source'] };
      },
    },
  ],
  resolve: {
    conditions: ['rx-bedrock/source', 'browser'],
    alias: { [sdk]: fileURLToPath(import.meta.resolve(sdk)) },
  },
  test: {
    name: 'recipes',
    include: ['test/examples/recipes/*.test.ts'],
    root: '.',
    environment: 'happy-dom',
    server: { deps: { inline: [/solid-js/] } },
    testTimeout: 30_000,
    sequence: { shuffle: true },
  },
});
