import { expect, it } from 'vitest';
import { forOutputFormat } from '../../../../src/conversation/json/outputFormat.js';

it('leaves out the bounds and closes every object, wherever in the schema they are', () => {
  const bounded = { type: 'string', minLength: 1, maxLength: 9, pattern: '^a' };
  const open = { type: 'object', properties: { a: bounded } };
  expect(
    forOutputFormat({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        list: { type: 'array', items: open, minItems: 1, maxItems: 3, uniqueItems: true },
        tuple: { type: 'array', prefixItems: [open, true] },
        either: { anyOf: [open, { type: 'number', multipleOf: 2, exclusiveMinimum: 0 }] },
        loose: { type: 'object', additionalProperties: open },
      },
      $defs: { open },
      required: ['list'],
    }),
  ).toStrictEqual({
    type: 'object',
    properties: {
      list: { type: 'array', items: closed() },
      tuple: { type: 'array', prefixItems: [closed(), true] },
      either: { anyOf: [closed(), { type: 'number' }] },
      loose: { type: 'object', additionalProperties: false },
    },
    $defs: { open: closed() },
    required: ['list'],
    additionalProperties: false,
  });
});

function closed() {
  return {
    type: 'object',
    properties: { a: { type: 'string', pattern: '^a' } },
    additionalProperties: false,
  };
}

it('takes members for members, whatever they are called', () => {
  const properties = {
    minimum: { type: 'number' },
    items: { type: 'string' },
    properties: { type: 'boolean' },
  };
  const schema = { type: 'object', properties, enum: [{ minimum: 1 }] };
  expect(forOutputFormat(schema)).toStrictEqual({ ...schema, additionalProperties: false });
});
