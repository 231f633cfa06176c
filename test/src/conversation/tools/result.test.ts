import type { ToolResultContentBlock } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { errorResult, resultOf } from '../../../../src/conversation/tools/result.js';
import type { ToolCall } from '../../../../src/message/toolCall.js';

const call = { toolUseId: 't' } as ToolCall;
const nothing = [{ text: 'The tool returned nothing.' }];
const bytes = new Uint8Array([1, 2]);

describe('what a tool returns', () => {
  it.each<[unknown, ToolResultContentBlock[]]>([
    ['text', [{ text: 'text' }]],
    ['', nothing],
    [' \n', nothing],
    [undefined, nothing],
    [() => 1, nothing],
    [Symbol('s'), nothing],
    [null, [{ text: 'null' }]],
    [21, [{ text: '21' }]],
    [false, [{ text: 'false' }]],
    [[1, { two: 2 }], [{ text: '[1,{"two":2}]' }]],
    [[], [{ text: '[]' }]],
    [new Date(0), [{ text: '"1970-01-01T00:00:00.000Z"' }]],
    [
      { at: new Date(0), gone: undefined, odd: Number.NaN },
      [{ json: { at: '1970-01-01T00:00:00.000Z', odd: null } }],
    ],
    [new Map([[1, 2]]), [{ json: {} }]],
  ])('%o goes back as %o', (value, content) => {
    expect(resultOf(call, value)).toStrictEqual({ toolUseId: 't', content });
  });

  const image: ToolResultContentBlock = { image: { format: 'png', source: { bytes } } };
  const document: ToolResultContentBlock = { document: { name: 'd', format: 'pdf', source: { bytes } } };

  it.each<[string, unknown, ToolResultContentBlock[]]>([
    ['an image', image, [image]],
    [
      'several',
      [{ text: 'See:' }, image, document, { json: { a: 1 } }],
      [{ text: 'See:' }, image, document, { json: { a: 1 } }],
    ],
  ])('is taken as it is where it is Bedrock’s own content: %s', (_what, value, content) => {
    expect(resultOf(call, value).content).toStrictEqual(content);
  });

  it.each<[string, unknown]>([
    ['another member', { text: 'Hello', language: 'en' }],
    ['blank text', { text: ' ' }],
    ['an image that is a link', { image: 'https://example.com/a.png' }],
    ['JSON that is a list', { json: [1] }],
    ['a name that every object has', { constructor: 'x' }],
  ])('is JSON where it only looks like that: %s', (_what, value) => {
    expect(resultOf(call, value).content).toStrictEqual([{ json: value }]);
  });

  it('cannot be bytes that say nothing of what they are, or what JSON cannot hold', () => {
    expect(() => resultOf(call, bytes)).toThrow(/Return a content block/);
    expect(() => resultOf(call, 10n)).toThrow(TypeError);
  });
});

it('an error is never blank', () => {
  expect(errorResult(call, 'It broke.')).toStrictEqual({
    toolUseId: 't',
    content: [{ text: 'It broke.' }],
    status: 'error',
  });
  expect(errorResult(call, ' ').content).toStrictEqual([{ text: 'The tool failed.' }]);
});
