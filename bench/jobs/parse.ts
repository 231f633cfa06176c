import { isDeepStrictEqual } from 'node:util';
import { type DocumentShape, type DocumentSize, documentOf, type JsonDocument } from '../json/documents.js';
import { type ParserName, parsers } from '../json/index.js';
import type { ReadDocument } from '../json/parser.js';
import { answerTasks } from '../process/answerTasks.js';

export interface ParseSetup {
  readonly parser: ParserName;
}

export interface ParseTask {
  readonly shape: DocumentShape;
  readonly size: DocumentSize;
  /** How long to go on repeating, in milliseconds. */
  readonly patience: number;
}

/** How long to warm up with the first document of a shape, in milliseconds. */
const warmUp = 500;

/** The answer is the processor time that one document takes, in milliseconds. */
answerTasks(async ({ parser }: ParseSetup) => {
  const read = await parsers[parser].load();
  const documents = new Map<string, JsonDocument>();
  const warm = new Set<DocumentShape>();

  async function known(shape: DocumentShape, size: DocumentSize): Promise<JsonDocument> {
    const key = `${shape} ${size}`;
    let document = documents.get(key);
    if (!document) {
      document = documentOf(shape, size);
      documents.set(key, document);
    }
    if (!warm.has(shape)) await repeat(read, document, warmUp);
    warm.add(shape);
    return document;
  }

  return async ({ shape, size, patience }: ParseTask): Promise<number> => {
    const document = await known(shape, size);
    // No collection is forced before it: that shrinks the young generation, and what follows costs several times more.
    const before = process.cpuUsage();
    const count = await repeat(read, document, patience);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000 / count;
  };
});

/** Reads a document again and again, at least once. */
async function repeat(read: ReadDocument, document: JsonDocument, patience: number): Promise<number> {
  const end = performance.now() + patience;
  let value: unknown;
  let count = 0;
  do {
    value = await read(document);
    count++;
  } while (performance.now() < end);
  checkRight(value, document);
  return count;
}

function checkRight(value: unknown, { text }: JsonDocument): void {
  if (!isDeepStrictEqual(value, JSON.parse(text))) throw new Error('What was parsed is not what was sent.');
}
