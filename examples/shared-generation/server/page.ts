import { fileURLToPath } from 'node:url';
import { build, defaultClientConditions } from 'vite';

/** Answers with a file of the page, or not at all. */
export type Page = (path: string) => Response | undefined;

/** Builds the page by Vite, in memory: nothing is written, and nothing can be stale. */
export async function buildPage(): Promise<Page> {
  const built = await build({
    root: fileURLToPath(new URL('../page', import.meta.url)),
    configFile: false,
    logLevel: 'warn',
    // In a clone the package is its own sources, in your project its dist: the same line does for both.
    resolve: { conditions: ['rx-bedrock/source', ...defaultClientConditions] },
    build: { write: false, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
  if (!('output' in built)) throw new TypeError('Vite did not say what it has built.');
  const files = new Map(
    built.output.map((file) => [`/${file.fileName}`, file.type === 'asset' ? file.source : file.code]),
  );
  return (path) => {
    const name = path === '/' ? '/index.html' : path;
    const content = files.get(name);
    if (content === undefined) return undefined;
    const isNamedByContent = name.startsWith('/assets/');
    return new Response(content as BodyInit, {
      headers: {
        ...guards,
        'content-type': contentTypes[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
        'cache-control': isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache',
      },
    });
  };
}

const contentTypes: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** The last wall around a model's words: whatever got into the page, the browser runs and loads nothing else's. */
const guards = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
