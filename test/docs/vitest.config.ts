import { defineConfig, mergeConfig } from 'vitest/config';
import project from '../../vitest.config.js';

/** For the tests that the documentation shows: the project's own settings, in the folder they are written to. */
export default mergeConfig(project, defineConfig({ test: { include: ['test/.generated/*.test.ts'] } }));
