// Records `npm start` in a terminal of its own, through util-linux's `script`, and writes docs/npm-start.svg.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { film, type Frame } from './film.js';
import { Terminal } from './terminal.js';

const size = { columns: 114, rows: 27 };
const framesPerSecond = 8;
const command = 'npm start --silent';

const frames = await record();
const svg = film(frames, size.columns, 4_000);
writeFileSync('docs/npm-start.svg', svg);
console.log(`docs/npm-start.svg: ${frames.length} frames, ${(svg.length / 1024).toFixed(0)} kB`);

async function record(): Promise<Frame[]> {
  const inTerminal = `stty cols ${size.columns} rows ${size.rows}; ${command}`;
  const child = spawn('script', ['--quiet', '--return', '--command', inTerminal, '/dev/null'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      TERM: 'xterm-256color',
      NO_COLOR: undefined,
      CI: undefined,
      npm_config_loglevel: 'error',
    },
  });
  const terminal = new Terminal();
  const taken: Frame[] = [];
  let began: number | undefined;
  const take = () => {
    if (began !== undefined) taken.push({ at: Date.now() - began, rows: terminal.screen(size.rows) });
  };
  child.stdout.setEncoding('utf8').on('data', (output: string) => {
    terminal.write(output);
    began ??= Date.now();
  });
  const timer = setInterval(take, 1000 / framesPerSecond);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  take();
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}.`);
  return taken.map((frame, index) => (index === 0 ? { ...frame, at: 0 } : frame));
}
