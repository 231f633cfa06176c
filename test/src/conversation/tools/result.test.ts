import type { ToolResultContentBlock } from '@aws-sdk/client-bedrock-runtime';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { errorResult, resultOf } from '../../../../src/conversation/tools/result.js';
import type { ToolCall } from '../../../../src/message/toolCall.js';

const call = { toolUseId: 't' } as ToolCall;
const nothing = [{ text: 'The tool returned nothing.' }];
const bytes = new Uint8Array([1, 2]);

class Point {
  x: number;
  y: number;

  constructor(x: number, y: number) {
    this.x = x;
    this.y = y;
  }
}

describe('what a tool returns', () => {
  it.each<[unknown, ToolResultContentBlock[]]>([
    ['text', [{ text: 'text' }]],
    ['', nothing],
    [' \n', nothing],
    [undefined, nothing],
    [null, [{ text: 'null' }]],
    [21, [{ text: '21' }]],
    [false, [{ text: 'false' }]],
    [[1, { two: 2 }], [{ text: '[1,{"two":2}]' }]],
    [[], [{ text: '[]' }]],
    [new Date(0), [{ text: '"1970-01-01T00:00:00.000Z"' }]],
    [
      { at: new Date(0), gone: undefined, none: null },
      [{ json: { at: '1970-01-01T00:00:00.000Z', none: null } }],
    ],
    [new Point(1, 2), [{ json: { x: 1, y: 2 } }]],
    [Object.create(null), [{ json: {} }]],
    [runInNewContext('({ list: [] })'), [{ json: { list: [] } }]],
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

  it('cannot be bytes that say nothing of what they are', () => {
    expect(() => resultOf(call, bytes)).toThrow(/Return a content block/);
  });

  const circle: Record<string, unknown> = { list: [] };
  (circle['list'] as unknown[]).push(circle);
  const twice = { a: 1 };

  it.each<[unknown, string]>([
    [10n, 'result is a bigint'],
    [() => 1, 'result is a function'],
    [Symbol('s'), 'result is a symbol'],
    [Number.NaN, 'result is NaN'],
    [{ list: [1, Infinity] }, 'result.list[1] is Infinity'],
    [{ a: { then: () => 1 } }, 'result.a.then is a function'],
    [new Map([[1, 2]]), 'result is an object (Map), of which nothing would be left'],
    [{ tags: new Set([1]) }, 'result.tags is an object (Set), of which nothing would be left'],
    [new Error('no'), 'result is an object (Error), of which nothing would be left'],
    [{ photo: bytes }, 'result.photo is bytes (Uint8Array)'],
    [{ json: { odd: -Infinity } }, 'result.json.odd is -Infinity'],
    [circle, 'result.list[0] is a circle'],
    [{ image: { source: circle } }, 'result.image.source.list[0] is a circle'],
  ])('cannot be %o, which JSON does not carry', (value, loss) => {
    const message = `The tool returned what JSON cannot carry: ${loss}. Return plain data.`;
    expect(() => resultOf(call, value)).toThrow(new TypeError(message));
  });

  it('may hold the same thing twice', () => {
    expect(resultOf(call, [twice, twice]).content).toStrictEqual([{ text: '[{"a":1},{"a":1}]' }]);
  });

  it('is copied: a tool may go on with its block', () => {
    const mine = new Uint8Array([1, 2]);
    const result = resultOf(call, { image: { format: 'png', source: { bytes: mine } } });
    mine[0] = 9;
    expect(result.content).toStrictEqual([{ image: { format: 'png', source: { bytes } } }]);
    expect(Object.isFrozen(result.content![0])).toBe(true);
  });
});

it('a list of blocks is copied, too', () => {
  const blocks: ToolResultContentBlock[] = [{ text: 'See:' }, { text: 'There.' }];
  const result = resultOf(call, blocks);
  blocks.pop();
  Object.assign(blocks[0]!, { text: 'spoilt' });
  expect(result.content).toStrictEqual([{ text: 'See:' }, { text: 'There.' }]);
});

it('an error is never blank', () => {
  expect(errorResult(call, 'It broke.')).toStrictEqual({
    toolUseId: 't',
    content: [{ text: 'It broke.' }],
    status: 'error',
  });
  expect(errorResult(call, ' ').content).toStrictEqual([{ text: 'The tool failed.' }]);
});
