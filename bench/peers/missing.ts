import { readFileSync } from 'node:fs';

/** How to install what the benchmark compares with. */
export const installCommand = 'npm ci --prefix bench/peers';

/** Why packages of this folder cannot be used here, if they cannot. */
export function whyNot(packages: readonly string[]): string | undefined {
  for (const name of packages) {
    const manifest = manifestOf(name);
    if (!manifest) return 'not installed';
    const oldest = /^>=\s*(\d+)/.exec(manifest.engines?.node ?? '')?.[1];
    if (oldest && Number(oldest) > Number.parseInt(process.versions.node)) return `needs Node ${oldest}`;
  }
  return undefined;
}

/** The installed version of a package of this folder. */
export function versionOf(name: string): string | undefined {
  return manifestOf(name)?.version;
}

interface Manifest {
  version: string;
  engines?: { node?: string };
}

function manifestOf(name: string): Manifest | undefined {
  try {
    const file = new URL(`node_modules/${name}/package.json`, import.meta.url);
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}
