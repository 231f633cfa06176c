import { loadPeer } from '../peers/load.js';
import { whyNot } from '../peers/missing.js';
import { parseAgainAndAgain, type ReadDocument } from './parser.js';

interface Entry {
  readonly label: string;
  /** The packages of `bench/peers` that it is made of. */
  readonly packages?: readonly string[];
  readonly load: () => Promise<ReadDocument>;
}

const entries = {
  whole: {
    label: '`JSON.parse` of the whole, once',
    load: () => Promise.resolve(({ text }) => JSON.parse(text) as unknown),
  },
  settledOutcome: {
    label: 'read at the end: `settleOutcome()`',
    load: async () => (await import('./rxBedrock.js')).settledOutcome,
  },
  lastToolUse: {
    label: 'read at the end: `accumulateToolUse()`, `last()`',
    load: async () => (await import('./rxBedrock.js')).lastToolUse,
  },
  everyToolUse: {
    label: 'at every delta: `accumulateToolUse()`',
    load: async () => (await import('./rxBedrock.js')).everyToolUse,
  },
  everyJson: {
    label: 'at every delta: `accumulateJson()`',
    load: async () => (await import('./rxBedrock.js')).everyJson,
  },
  anthropic: {
    label: "at every delta: Anthropic's `partialParse`",
    packages: ['@anthropic-ai/sdk'],
    load: async () => {
      const parser = '@anthropic-ai/sdk/_vendor/partial-json-parser/parser';
      const { partialParse } = await loadPeer<{ partialParse: Parse }>(parser);
      return (document) => parseAgainAndAgain(document, partialParse);
    },
  },
  aiSdk: {
    label: 'at every delta: `parsePartialJson` of the AI SDK',
    packages: ['ai'],
    load: async () => {
      const { parsePartialJson } = await loadPeer<{ parsePartialJson: ParseLater }>('ai');
      return (document) => parseAgainAndAgain(document, async (text) => (await parsePartialJson(text)).value);
    },
  },
  langchain: {
    label: 'at every delta: `parsePartialJson` of LangChain',
    packages: ['@langchain/core'],
    load: async () => {
      const { parsePartialJson } = await loadPeer<{ parsePartialJson: Parse }>(
        '@langchain/core/output_parsers',
      );
      return (document) => parseAgainAndAgain(document, parsePartialJson);
    },
  },
} satisfies Record<string, Entry>;

type Parse = (text: string) => unknown;
type ParseLater = (text: string) => Promise<{ value: unknown }>;

export type ParserName = keyof typeof entries;

/** All ways to read a tool's input, in the order in which they are reported. */
export const parsers: Readonly<Record<ParserName, Entry>> = entries;
export const parserNames = Object.keys(entries) as ParserName[];

export function isPeer(name: ParserName): boolean {
  return parsers[name].packages !== undefined;
}

/** Why a parser cannot be measured here, if it cannot. */
export function whyNotParser(name: ParserName): string | undefined {
  return whyNot(parsers[name].packages ?? []);
}
