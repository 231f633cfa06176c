import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Builds the library, since what users install is what is to be measured. */
export async function buildLibrary(): Promise<void> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const build = spawn(npm, ['run', '--silent', 'build'], {
    // What it prints is no part of the report, which stands alone on stdout.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  const [code] = (await once(build, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The library could not be built: npm run build ended with code ${code}.`);
}
