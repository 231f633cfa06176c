import { isDeepStrictEqual } from 'node:util';
import { type DocumentShape, type DocumentSize, documentOf, type JsonDocument } from '../json/documents.js';
import { type ParserName, parsers } from '../json/index.js';
import { answerTasks } from '../process/answerTasks.js';
import { median } from '../statistics.js';

export interface ParseSetup {
  readonly parser: ParserName;
}

export interface ParseTask {
  readonly shape: DocumentShape;
  readonly size: DocumentSize;
}

/** How long to go on repeating, in milliseconds: what is quick is noisy. */
const patience = 150;

/** The answer is the time that one document takes, in milliseconds. */
answerTasks<ParseSetup, ParseTask, number>(async ({ parser }) => {
  const read = await parsers[parser].load();
  const documents = new Map<string, JsonDocument>();

  return async ({ shape, size }) => {
    const key = `${shape} ${size}`;
    const document = documents.get(key) ?? documentOf(shape, size);
    documents.set(key, document);
    globalThis.gc?.();
    const times: number[] = [];
    const end = performance.now() + patience;
    do {
      const start = performance.now();
      const value = await read(document);
      times.push(performance.now() - start);
      if (times.length === 1) checkRight(value, document);
    } while (performance.now() < end);
    return median(times);
  };
});

function checkRight(value: unknown, { text }: JsonDocument): void {
  if (!isDeepStrictEqual(value, JSON.parse(text))) throw new Error('What was parsed is not what was sent.');
}
