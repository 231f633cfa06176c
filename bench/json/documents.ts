import type { ConverseEvent } from 'rx-bedrock';
import {
  blockStop,
  messageStart,
  messageStop,
  metadata,
  toolUseDelta,
  toolUseStart,
} from 'rx-bedrock/testing';

/** One long string, as a tool that writes a file has; or many small records, as one that fills a table. */
export const documentShapes = ['one long string', 'an array of records'] as const;
export type DocumentShape = (typeof documentShapes)[number];

const sizes = { '10 KB': 10_000, '100 KB': 100_000, '1 MB': 1_000_000 };
export type DocumentSize = keyof typeof sizes;

/** The input of a tool call, whole and as it streams. */
export interface JsonDocument {
  readonly text: string;
  /** The text in pieces of ten characters. */
  readonly pieces: readonly string[];
  readonly events: readonly ConverseEvent[];
}

/** How many times as long a document is as the smallest. */
export function timesTheSmallest(size: DocumentSize): number {
  return sizes[size] / sizes['10 KB'];
}

export function documentOf(shape: DocumentShape, size: DocumentSize): JsonDocument {
  const text = shape === 'one long string' ? longString(sizes[size]) : records(sizes[size]);
  const pieces = text.match(/[^]{1,10}/g) ?? [];
  const events = [
    messageStart(),
    toolUseStart('write', 'tooluse_1'),
    ...pieces.map((piece) => toolUseDelta(piece)),
    blockStop(),
    messageStop('tool_use'),
    metadata(),
  ];
  return { text, pieces, events };
}

function longString(size: number): string {
  const line = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.\n';
  return JSON.stringify({ text: line.repeat(Math.ceil(size / line.length)).slice(0, size) });
}

function records(size: number): string {
  const record = (id: number) => ({
    id,
    name: `record ${id}`,
    price: id + 0.5,
    tags: ['a', 'b'],
    isNew: true,
  });
  const count = Math.round(size / JSON.stringify(record(1_000)).length);
  return JSON.stringify({ records: Array.from({ length: count }, (_, at) => record(at + 1)) });
}
