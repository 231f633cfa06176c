import fc from 'fast-check';
import type { ConverseEvent } from 'rx-bedrock';

// Events as no Bedrock would send them in one message, and every one of which a later Bedrock might: all kinds of
// delta, interleaved, empty, doubled, unknown; starts and stops in the wrong place; several messages in one.

const index = fc.nat({ max: 2 });
const piece = fc.oneof(fc.constant(''), fc.string({ unit: 'grapheme', maxLength: 4 }));
const bytes = fc.uint8Array({ maxLength: 3 });

const joinable = fc.oneof(
  piece.map((text) => ({ text })),
  piece.map((input) => ({ toolUse: { input } })),
  piece.map((text) => ({ reasoningContent: { text } })),
  piece.map((signature) => ({ reasoningContent: { signature } })),
  bytes.map((redactedContent) => ({ reasoningContent: { redactedContent } })),
  fc
    .array(
      fc.oneof(
        piece.map((text) => ({ text })),
        piece.map((value) => ({ json: { value } })),
      ),
      { maxLength: 3 },
    )
    .map((toolResult) => ({ toolResult })),
);

const verbatim = fc.oneof(
  piece.map((title) => ({ citation: { title } })),
  bytes.map((each) => ({ image: { source: { bytes: each } } })),
  piece.map((value) => ({ $unknown: ['video', { value }] })),
  piece.map((text) => ({ text, toolUse: { input: text } })),
  piece.map((text) => ({ reasoningContent: { text, signature: text } })),
  piece.map((input) => ({ toolUse: { input, hint: input } })),
  fc.constantFrom({}, undefined, { toolUse: {} }, { reasoningContent: {} }),
);

function deltaOf(delta: fc.Arbitrary<unknown>): fc.Arbitrary<ConverseEvent> {
  return fc
    .record({ contentBlockIndex: index, delta }, { noNullPrototype: true })
    .map((contentBlockDelta) => {
      if (contentBlockDelta.delta !== undefined) return { contentBlockDelta } as unknown as ConverseEvent;
      return {
        contentBlockDelta: { contentBlockIndex: contentBlockDelta.contentBlockIndex },
      } as ConverseEvent;
    });
}

const startOrStop: fc.Arbitrary<ConverseEvent> = fc.oneof(
  index.map((contentBlockIndex) => ({ contentBlockStop: { contentBlockIndex } })),
  index.map((contentBlockIndex) => ({
    contentBlockStart: { contentBlockIndex, start: { toolUse: { toolUseId: 'id', name: 'name' } } },
  })),
);

const ofNoBlock = fc.constantFrom<ConverseEvent>(
  { messageStart: { role: 'assistant' } },
  { messageStop: { stopReason: 'end_turn' } },
  { metadata: { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 }, metrics: { latencyMs: 4 } } },
  { $unknown: ['weather', { sun: true }] },
);

/** Any events in any order: mostly deltas that can be joined, as it is in life. */
export const anyEvents: fc.Arbitrary<ConverseEvent[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: deltaOf(joinable) },
    { weight: 3, arbitrary: deltaOf(verbatim) },
    { weight: 2, arbitrary: startOrStop },
    { weight: 1, arbitrary: ofNoBlock },
  ),
  { maxLength: 60 },
);

/** Deltas that can be joined, and nothing else. */
export const joinableDeltas: fc.Arbitrary<ConverseEvent[]> = fc.array(deltaOf(joinable), { maxLength: 200 });

// What the types rule out, and a wire may bring all the same.
const spoiled = fc.constantFrom(
  { text: null },
  { text: 1 },
  { toolUse: { input: null } },
  { toolUse: null },
  { toolResult: 'text' },
  { toolResult: [{ text: 1 }, { text: null }] },
  { reasoningContent: { text: null } },
  { reasoningContent: { signature: null } },
  { reasoningContent: { redactedContent: null } },
  { reasoningContent: { redactedContent: 'AP8=' } },
  { reasoningContent: null },
);

/** Two members in one event, which no union has. */
const doubled = fc
  .tuple(deltaOf(joinable), fc.oneof(ofNoBlock, startOrStop))
  .map(([delta, other]) => ({ ...delta, ...other }) as ConverseEvent);

/** The same, among events that nobody should send. */
export const spoiledEvents: fc.Arbitrary<ConverseEvent[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: deltaOf(joinable) },
    { weight: 3, arbitrary: deltaOf(spoiled) },
    { weight: 2, arbitrary: doubled },
    { weight: 2, arbitrary: startOrStop },
    { weight: 1, arbitrary: ofNoBlock },
  ),
  { maxLength: 30 },
);
