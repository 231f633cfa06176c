import { parseArgs } from 'node:util';
import { complaint } from '../commandLine.js';

export const help = `Lives through 2,000 generations in which everything goes wrong, 64 at a time, and prints what became of them, in Markdown.

  npm run soak [-- OPTIONS]

  --quick       200 generations: some seconds
  --seed SEED   other faults, at other bytes; the same seed makes the same ones; 1 unless told otherwise
  -h, --help    prints this

The library is built first. The report goes to stdout, how far it is to stderr. The exit code is 1 if anything was lost,
hung, was taken for what it is not, or is left.`;

/** What the command line of the soak asks for. */
export interface SoakSettings {
  readonly isQuick: boolean;
  readonly seed: number;
}

/**
 * What the arguments mean, or `'help'`.
 * @throws UsageError - when they cannot be meant
 */
export function readSoakCommandLine(args: string[]): SoakSettings | 'help' {
  const { values } = parse(args);
  if (values.help) return 'help';
  const { quick: isQuick = false, seed = '1' } = values;
  if (!/^\d{1,6}$/.test(seed))
    throw complaint(`--seed "${seed}"`, 'a number of up to six digits', 'Try --seed 2.');
  return { isQuick, seed: Number(seed) };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        quick: { type: 'boolean' },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch {
    const fix = 'Write npm run soak -- --help to see what they do.';
    throw complaint(`"${args.join(' ')}"`, 'made of --quick, --seed SEED and --help', fix);
  }
}
