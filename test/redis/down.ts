// Stops what `npm run redis:up` has started, and nothing else.
import { readFileSync, rmSync } from 'node:fs';
import { pidFile } from './development.js';

try {
  process.kill(Number(readFileSync(pidFile, 'utf8')));
  rmSync(pidFile, { force: true });
  console.log('Redis has been stopped.');
} catch {
  console.log('There is no Redis that npm run redis:up has started.');
}
