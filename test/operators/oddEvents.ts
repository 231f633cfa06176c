import type { ConverseEvent } from 'rx-bedrock';

const contentBlockIndex = 0;

/** One delta of every kind, as the SDK hands it over. */
export const deltaOfEach = {
  text: { contentBlockDelta: { contentBlockIndex, delta: { text: 'a' } } },
  toolUse: { contentBlockDelta: { contentBlockIndex, delta: { toolUse: { input: '{' } } } },
  toolResult: { contentBlockDelta: { contentBlockIndex, delta: { toolResult: [{ text: 'found' }] } } },
  reasoningContent: { contentBlockDelta: { contentBlockIndex, delta: { reasoningContent: { text: 'so' } } } },
  citation: { contentBlockDelta: { contentBlockIndex, delta: { citation: { title: 'a source' } } } },
  image: {
    contentBlockDelta: { contentBlockIndex, delta: { image: { source: { bytes: Uint8Array.of(1, 2) } } } },
  },
} satisfies Record<string, ConverseEvent>;

/** What a later Bedrock may send: the SDK hands on what it does not know in this way. */
export const unknownDelta: ConverseEvent = {
  contentBlockDelta: { contentBlockIndex, delta: { $unknown: ['video', { frame: 1 }] } },
};
export const unknownStart: ConverseEvent = {
  contentBlockStart: { contentBlockIndex, start: { $unknown: ['video', { fps: 24 }] } },
};
export const unknownEvent: ConverseEvent = { $unknown: ['weather', { sun: true }] };

/** A delta with nothing in it: the SDK makes both of what models send. */
export const emptyDelta = { contentBlockDelta: { contentBlockIndex, delta: {} } } as ConverseEvent;
export const absentDelta = { contentBlockDelta: { contentBlockIndex } } as ConverseEvent;

/** Two kinds in one delta: the types forbid it, the wire does not. */
export const twoMembers = {
  contentBlockDelta: { contentBlockIndex, delta: { text: 'a', toolUse: { input: '{' } } },
} as unknown as ConverseEvent;
