import { defineConfig } from 'vitest/config';
import project from '../../vitest.config.js';

/** For the tests that the documentation shows: the project's own settings, in the folder they are written to. */
const test = { ...project.test, include: ['test/.generated/*.test.ts'], exclude: [], globalSetup: [] };
export default defineConfig({ ...project, test });
