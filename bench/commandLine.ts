import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Settings<Name extends string> {
  readonly isQuick: boolean;
  readonly sections: readonly Name[];
  readonly writesReadme: boolean;
}

/** The command line cannot be meant: the message says what was given, what it must be, and what to do. */
export class UsageError extends Error {}

export function helpFor(sections: readonly string[]): string {
  return `Measures rx-bedrock against the SDK's own loop and against its peers, and prints one Markdown report.

  npm run bench [-- OPTIONS]

  --quick            coarse figures in less than a minute: the SDK, plain RxJS and rx-bedrock only
  --only SECTION     measures one section; may be given several times:
                     ${sections.join(', ')}
  --write-readme     also writes the headlines between the two markers in README.md
  -h, --help         prints this

The library is built first. The report goes to stdout, how far it is to stderr. What needs a peer that is not installed,
or a newer Node, is left out, and the report says so. The peers are installed by: npm ci --prefix bench/peers`;
}

const options = {
  quick: { type: 'boolean' },
  only: { type: 'string', multiple: true },
  'write-readme': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * What the arguments mean, or `'help'`.
 * @param sections - the names of all sections
 * @throws UsageError - when they cannot be meant
 */
export function readCommandLine<Name extends string>(
  args: string[],
  sections: readonly Name[],
): Settings<Name> | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [stray] = positionals;
  if (stray !== undefined) throw complaint(`"${stray}"`, knownOptions(), `Try --only ${sections[0]}.`);
  const { quick: isQuick = false, 'write-readme': writesReadme = false, only } = values;
  if (writesReadme && (isQuick || only)) {
    const partial = isQuick ? '--quick' : '--only';
    const fix = `Leave ${partial} out: the README shows a whole run.`;
    throw complaint(`--write-readme beside ${partial}`, 'alone', fix);
  }
  return { isQuick, writesReadme, sections: only ? chosen(only, sections) : sections };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true });
  } catch (error) {
    throw inOurWords(error);
  }
}

/** In the order of the report. */
function chosen<Name extends string>(only: readonly string[], sections: readonly Name[]): readonly Name[] {
  for (const name of only) {
    if (sections.includes(name as Name)) continue;
    throw complaint(`--only "${name}"`, `one of ${sections.join(', ')}`, `Try --only ${sections[0]}.`);
  }
  return sections.filter((name) => only.includes(name));
}

/** What parseArgs complains about: it names the option in quotes and tells the kinds apart by code. */
function inOurWords(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  const option = /'(?:-\w, )?(-[^' ]+)/.exec(error.message)?.[1] ?? 'An option';
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    return complaint(option, knownOptions(), 'Write npm run bench -- --help to see what they do.');
  }
  if (option === '--only') {
    return complaint('--only without a section', 'followed by one', 'Try --only clients.');
  }
  return complaint(`${option} with a value`, 'alone', `Write ${option}.`);
}

function knownOptions(): string {
  return `one of ${Object.keys(options)
    .map((name) => `--${name}`)
    .join(', ')}`;
}

export function complaint(what: string, rule: string, fix: string): UsageError {
  return new UsageError(`The command line has ${what}, but it must be ${rule}. ${fix}`);
}
