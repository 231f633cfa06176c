import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Section } from './section.js';

export const section: Section = {
  title: 'Bundle size',
  about: 'Each operator alone, bundled and minified by esbuild, rxjs not counted, in bytes.',

  async measure({ progress }) {
    progress('bundling');
    const operators = (await import('rx-bedrock/operators')) as Record<string, unknown>;
    const names = Object.keys(operators).sort();
    const rows = names.map(async (name) => {
      const bundle = await bundled(name);
      return [`\`${name}\``, bytes(bundle.length), bytes(gzipSync(bundle).length)];
    });
    return { table: { columns: ['operator', 'minified', 'gzipped'], rows: await Promise.all(rows) } };
  },
};

async function bundled(name: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${name} } from 'rx-bedrock/operators';`, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['rxjs'],
    write: false,
  });
  return outputFiles[0]!.contents;
}

function bytes(count: number): string {
  return count.toLocaleString('en');
}
