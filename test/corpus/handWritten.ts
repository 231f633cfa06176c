import type { Delta, Recorded, Start } from './recorded.js';

// What Bedrock may send and few recordings have, in the form of a recording.

const messageStart: Recorded = { eventType: 'messageStart', payload: { role: 'assistant' } };

const metadata: Recorded = {
  eventType: 'metadata',
  payload: {
    usage: { inputTokens: 12, outputTokens: 30, totalTokens: 142, cacheReadInputTokens: 100 },
    metrics: { latencyMs: 731 },
  },
};

const start = (contentBlockIndex: number, start: Start): Recorded => ({
  eventType: 'contentBlockStart',
  payload: { contentBlockIndex, start },
});

const delta = (contentBlockIndex: number, delta: Delta): Recorded => ({
  eventType: 'contentBlockDelta',
  payload: { contentBlockIndex, delta },
});

const stop = (contentBlockIndex: number): Recorded => ({
  eventType: 'contentBlockStop',
  payload: { contentBlockIndex },
});

const messageStop = (stopReason: string): Recorded => ({ eventType: 'messageStop', payload: { stopReason } });

const thought = (index: number, text: string) => delta(index, { reasoningContent: { text } });
const input = (index: number, text: string) => delta(index, { toolUse: { input: text } });
const source = (title: string) => ({ title, location: { web: { url: `https://example.org/${title}` } } });
const base64 = (...bytes: number[]) => Buffer.from(bytes).toString('base64');
const redacted = (index: number, ...bytes: number[]) =>
  delta(index, { reasoningContent: { redactedContent: base64(...bytes) } });
const image = (index: number, ...bytes: number[]) =>
  delta(index, { image: { source: { bytes: base64(...bytes) } } });

export const handWritten: readonly { name: string; recorded: readonly Recorded[] }[] = [
  {
    name: 'by-hand-every-kind',
    recorded: [
      messageStart,
      thought(0, 'Let me '),
      thought(0, 'see. 👩‍🚀'),
      delta(0, { reasoningContent: { signature: 'c2ln' } }),
      delta(0, { reasoningContent: { signature: 'bmVk' } }),
      stop(0),
      redacted(1, 0, 255, 128),
      redacted(1, 7),
      stop(1),
      delta(2, { text: '' }),
      delta(2, { text: ' \n' }),
      stop(2),
      delta(3, { citation: source('almanac') }),
      delta(3, { text: 'It rains ' }),
      delta(3, { citation: source('gazette') }),
      delta(3, { text: 'in Turin.' }),
      stop(3),
      delta(4, { citation: source('weekly') }),
      stop(4),
      start(5, { toolUse: { toolUseId: 'tooluse_1', name: 'search', type: 'server_tool_use' } }),
      stop(5),
      start(6, { toolResult: { toolUseId: 'tooluse_1', status: 'success' } }),
      delta(6, { toolResult: [{ text: 'one ' }] }),
      delta(6, { toolResult: [{ text: 'and two' }, { json: { found: [1, 2] } }, { text: 'three' }] }),
      stop(6),
      start(7, { image: { format: 'png' } }),
      image(7, 137, 80),
      image(7, 78, 71),
      stop(7),
      thought(8, 'Nobody signs this.'),
      stop(8),
      messageStop('end_turn'),
      metadata,
    ],
  },
  {
    name: 'by-hand-interleaved',
    recorded: [
      messageStart,
      start(2, { toolUse: { toolUseId: 'tooluse_2', name: 'weather' } }),
      input(2, ''),
      start(1, { toolUse: { toolUseId: 'tooluse_1', name: 'weather', type: 'tool_use' } }),
      input(2, '{"city":"Tu'),
      delta(0, { text: 'Two ' }),
      input(1, '{"days":1'),
      input(2, 'rin","scale":[tr'),
      input(1, '2,"note":"\\u20'),
      delta(0, { text: 'calls.' }),
      input(2, 'ue]}'),
      stop(2),
      input(1, 'ac"}'),
      stop(0),
      stop(1),
      messageStop('tool_use'),
      metadata,
    ],
  },
  {
    name: 'by-hand-json-answer',
    recorded: [
      messageStart,
      thought(0, 'In JSON, then.'),
      stop(0),
      ...['{"title":"So', 'up", "steps":[', '{"minutes":1', '2.5', '}, null', '] }\n'].map((text) =>
        delta(1, { text }),
      ),
      stop(1),
      messageStop('end_turn'),
      metadata,
    ],
  },
  {
    name: 'by-hand-call-cut-by-max-tokens',
    recorded: [
      messageStart,
      start(0, { toolUse: { toolUseId: 'tooluse_1', name: 'weather' } }),
      input(0, '{"city":"Tu'),
      stop(0),
      messageStop('max_tokens'),
    ],
  },
  {
    name: 'by-hand-exception-in-a-call',
    recorded: [
      messageStart,
      thought(0, 'Unsigned.'),
      stop(0),
      delta(1, { text: 'Let me look.' }),
      stop(1),
      start(2, { toolUse: { toolUseId: 'tooluse_1', name: 'weather' } }),
      input(2, '{"city":'),
      {
        eventType: 'modelStreamErrorException',
        messageType: 'exception',
        payload: { message: 'The model broke off.' },
      },
    ],
  },
  {
    name: 'by-hand-truncated',
    recorded: [messageStart, delta(0, { text: 'And then' })],
  },
];
