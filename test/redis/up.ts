// A Redis for development, on the port where clients look for it: `npm run redis:up`, and `npm run redis:down`.
import { spawnSync } from 'node:child_process';
import { pidFile, port } from './development.js';

const has = (command: string) => spawnSync(command, ['--version']).status === 0;
const run = (command: string, ...values: string[]) =>
  spawnSync(command, values, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;

if (has('redis-cli') && spawnSync('redis-cli', ['-p', port, 'ping']).stdout.toString().trim() === 'PONG') {
  console.log(`A Redis is listening on port ${port} already.`);
} else {
  if (!has('redis-server')) install();
  const isUp = run(
    ...(['redis-server', '--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'] as const),
    ...(['--daemonize', 'yes', '--pidfile', pidFile] as const),
  );
  if (!isUp) throw new Error(`redis-server did not start on port ${port}.`);
  console.log(`Redis is listening: REDIS_URL=redis://127.0.0.1:${port}. Stop it with npm run redis:down.`);
}

function install(): void {
  const isRoot = process.getuid?.() === 0;
  // Not to be started by the system: it is started here, for as long as it is wanted.
  const isInstalled =
    isRoot &&
    has('apt-get') &&
    run('apt-get', 'update', '-qq') &&
    run('apt-get', 'install', '-y', '-qq', 'redis-server');
  if (isInstalled) return;
  console.error('redis-server is not installed. Try one of these, and then this again:');
  console.error(
    '  sudo apt-get install redis-server      brew install redis      docker run -p 6379:6379 redis',
  );
  process.exit(1);
}
