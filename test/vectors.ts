import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Vectors that several implementations of the codec agree on. They belong to others, so they are not kept here.
const file = join(process.env['VECTORS_DIR'] ?? '../shared/vectors', 'vectors.json');

export interface Vector {
  name: string;
  source: string;
  kind: 'positive' | 'negative' | 'protocol';
  /** The one that is too long to be written out has a prefix in place of it. */
  hex?: string;
  hexPrefix?: string;
  headers?: { name: string; typeName: string; value: unknown }[];
  payloadBase64?: string;
}

export const vectors = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Vector[]) : [];
if (vectors.length === 0) {
  console.log(`No codec vectors in ${file} (VECTORS_DIR): the tests with them are skipped.`);
}
