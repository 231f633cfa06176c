import { defineConfig } from 'vitest/config';
import project from '../../vitest.config.js';

/** For tests that tests write: the project's own settings, in the folders they are written to. */
const test = { ...project.test, include: ['test/.generated/*/*.test.ts'], exclude: [], globalSetup: [] };
export default defineConfig({ ...project, test });
