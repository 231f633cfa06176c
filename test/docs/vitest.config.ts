import { defineConfig } from 'vitest/config';
import project from '../../vitest.config.js';

/** For tests that tests write: the project's own settings, in the folders they are written to. */
const { projects: _projects, ...settings } = project.test ?? {};
const test = { ...settings, include: ['test/.generated/*/*.test.ts'], exclude: [] };
export default defineConfig({ ...project, test });
