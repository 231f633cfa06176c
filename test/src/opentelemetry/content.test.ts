import type { ContentBlock, ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { assistantMessage, type ConverseEvent, userMessage } from 'rx-bedrock';
import { traceGeneration } from 'rx-bedrock/opentelemetry';
import { citationDelta, textDelta, textMessage, vocabulary } from 'rx-bedrock/testing';
import { concat, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../../src/testing/probe.js';
import { failure } from '../../attempts.js';
import { strangers } from './convention.js';
import { startTelemetry } from './telemetry.js';

const request = { modelId: 'nova', messages: [userMessage('Hello')] };
const { a, b, e, g, i, j, m, r, s, t, u, x, y, z } = vocabulary;

/** What a span says of what was said. */
function captured(
  events: readonly ConverseEvent[],
  { error, ...input }: Partial<ConverseStreamCommandInput> & { error?: unknown } = {},
) {
  const { tracer, meter, spans } = startTelemetry();
  const source =
    error === undefined
      ? of(...events)
      : concat(
          of(...events),
          throwError(() => error),
        );
  watch(
    source.pipe(traceGeneration({ tracer, meter, request: { ...request, ...input }, captureContent: true })),
  );
  const { attributes } = spans()[0]!;
  expect(strangers(attributes)).toEqual([]);
  const read = (name: string) => {
    const value = attributes[name];
    return value === undefined ? undefined : (JSON.parse(value as string) as unknown);
  };
  return {
    system: read('gen_ai.system_instructions'),
    input: read('gen_ai.input.messages'),
    output: read('gen_ai.output.messages'),
  };
}

describe('the content that traceGeneration records', () => {
  it('is nothing unless it is asked for', () => {
    const { tracer, meter, spans } = startTelemetry();
    const secret = { ...request, system: [{ text: 'hush' }], messages: [userMessage('hush')] };
    watch(of(...textMessage('hush')).pipe(traceGeneration({ tracer, meter, request: secret })));
    const told = [spans()[0]!.attributes, spans()[0]!.events, spans()[0]!.status, spans()[0]!.name];
    expect(JSON.stringify(told)).not.toContain('hush');
  });

  it('is what was asked, what the model was told to be, and what it answered', () => {
    const system = [{ text: 'Be brief.' }, { cachePoint: { type: 'default' as const } }];
    const messages = [userMessage('Hello'), assistantMessage('Yes?'), userMessage('Why?')];
    expect(captured([s, a, b, x, e, m], { system, messages })).toStrictEqual({
      system: [{ type: 'text', content: 'Be brief.' }],
      input: [
        { role: 'user', parts: [{ type: 'text', content: 'Hello' }] },
        { role: 'assistant', parts: [{ type: 'text', content: 'Yes?' }] },
        { role: 'user', parts: [{ type: 'text', content: 'Why?' }] },
      ],
      output: [{ role: 'assistant', parts: [{ type: 'text', content: 'ab' }], finish_reason: 'end_turn' }],
    });
  });

  it('has calls of tools and reasoning among its parts', () => {
    expect(captured([s, a, x, t, i, j, y, r, g, z, u, m]).output).toStrictEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'text', content: 'a' },
          { type: 'tool_call', id: 'tooluse_1', name: 'weather', arguments: { city: 'Turin' } },
          { type: 'reasoning', content: 'so' },
        ],
        finish_reason: 'tool_use',
      },
    ]);
  });

  it('of an answer that was cut is what can be sent back, with an error for its end', () => {
    expect(captured([s, a, x, t, i], { error: failure('truncated') }).output).toStrictEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'a' }], finish_reason: 'error' },
    ]);
    expect(captured([s], { error: failure('throttled') }).output).toBeUndefined();
  });

  it('has citations with the text that they support', () => {
    const citation = { title: 'A book', location: { documentPage: { documentIndex: 0, start: 1, end: 2 } } };
    expect(captured([s, textDelta('So it is.'), citationDelta(citation), x, e]).output).toMatchObject([
      { parts: [{ type: 'text', content: 'So it is.', citations: [citation] }] },
    ]);
  });

  const bytes = new Uint8Array([104, 105]);
  const s3Location = { uri: 's3://bucket/film.mp4' };

  it.each<[string, ContentBlock, unknown[]]>([
    [
      'an image',
      { image: { format: 'png', source: { bytes } } },
      [{ type: 'blob', modality: 'image', mime_type: 'image/png', content: 'aGk=' }],
    ],
    [
      "an image in Node's own bytes",
      { image: { format: 'png', source: { bytes: Buffer.from('hi') } } },
      [{ type: 'blob', modality: 'image', mime_type: 'image/png', content: 'aGk=' }],
    ],
    [
      'a film in a bucket',
      { video: { format: 'mp4', source: { s3Location } } },
      [{ type: 'uri', modality: 'video', uri: 's3://bucket/film.mp4' }],
    ],
    [
      'a document of bytes',
      { document: { format: 'pdf', name: 'a', source: { bytes } } },
      [{ type: 'blob', modality: 'document', content: 'aGk=' }],
    ],
    [
      'a document of text',
      { document: { format: 'txt', name: 'a', source: { text: 'hi' } } },
      [{ type: 'document', content: { text: 'hi' } }],
    ],
    [
      'a result of a tool, with an image in it',
      {
        toolResult: {
          toolUseId: '1',
          status: 'success',
          content: [{ text: 'rain' }, { image: { format: 'png', source: { bytes } } }],
        },
      },
      [
        {
          type: 'tool_call_response',
          id: '1',
          status: 'success',
          response: [{ text: 'rain' }, { image: { format: 'png', source: { bytes: 'aGk=' } } }],
        },
      ],
    ],
    [
      "a call of Bedrock's own tools",
      { toolUse: { toolUseId: '1', name: 'search', type: 'server_tool_use', input: { q: 'hi' } } },
      [
        {
          type: 'server_tool_call',
          id: '1',
          name: 'search',
          server_tool_call: { type: 'server_tool_use', arguments: { q: 'hi' } },
        },
      ],
    ],
    [
      'its result',
      { toolResult: { toolUseId: '1', type: 'search_result', content: [{ text: 'hi' }] } },
      [
        {
          type: 'server_tool_call_response',
          id: '1',
          server_tool_call_response: { type: 'search_result', content: [{ text: 'hi' }] },
        },
      ],
    ],
    ['text for a guardrail', { guardContent: { text: { text: 'hi' } } }, [{ type: 'text', content: 'hi' }]],
    [
      'an image for a guardrail',
      { guardContent: { image: { format: 'jpeg', source: { bytes } } } },
      [{ type: 'blob', modality: 'image', mime_type: 'image/jpeg', content: 'aGk=' }],
    ],
    [
      'redacted reasoning',
      { reasoningContent: { redactedContent: bytes } },
      [{ type: 'redacted_reasoning' }],
    ],
    ['a cache point', { cachePoint: { type: 'default' } }, []],
    [
      'a result of a search',
      { searchResult: { source: 'a', title: 'b', content: [{ text: 'hi' }] } },
      [{ type: 'search_result', content: { source: 'a', title: 'b', content: [{ text: 'hi' }] } }],
    ],
    ['an empty block', {} as ContentBlock, []],
  ])('has %s in the shape of the convention', (_name, block, parts) => {
    const messages = [{ role: 'user' as const, content: [block] }];
    expect(captured([], { messages }).input).toStrictEqual([{ role: 'user', parts }]);
  });

  it('of a stored prompt is an empty history', () => {
    expect(captured([], { messages: undefined })).toStrictEqual({
      system: undefined,
      input: [],
      output: undefined,
    });
  });

  it('holds large images too', () => {
    const large = new Uint8Array(300_000).fill(255);
    const messages = [
      { role: 'user' as const, content: [{ image: { format: 'png' as const, source: { bytes: large } } }] },
    ];
    expect(captured([], { messages }).input).toMatchObject([
      { parts: [{ content: Buffer.from(large).toString('base64') }] },
    ]);
  });
});
