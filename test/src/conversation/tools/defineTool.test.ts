import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { defineTool, type Schema, type Tool } from 'rx-bedrock';
import { map, mergeMap, of } from 'rxjs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { drawn } from '../../../drawn.js';
import { loopOf, said, told } from './calls.js';

const run = () => 1;
const libraries: Record<string, Schema> = {
  zod: z.object({ city: z.string(), days: z.number().optional() }),
  arktype: type({ city: 'string', 'days?': 'number' }),
  valibot: toStandardJsonSchema(v.object({ city: v.string(), days: v.optional(v.number()) })),
};

describe.each(Object.entries(libraries))('a schema of %s', (_library, inputSchema) => {
  const weather = defineTool({ name: 'weather', inputSchema, run });

  it('is told to Bedrock as the JSON Schema that it says it is', () => {
    expect(weather.jsonSchema).toEqual({
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'number' } },
      required: ['city'],
    });
  });

  it('takes an input that is right, and says what is wrong with another, and where', async () => {
    expect(await weather.validate({ city: 'Turin' })).toMatchObject({ value: { city: 'Turin' } });
    const { issues = [] } = await weather.validate({ city: 5 });
    expect(issues).toHaveLength(1);
    const place = issues[0]?.path?.map((step) => (typeof step === 'object' ? step.key : step));
    expect([...(place ?? [])]).toEqual(['city']);
  });
});

describe('defineTool', () => {
  it(
    'does what its diagram draws',
    drawn('src/conversation/tools/defineTool.ts', (complete, failed) => {
      const runsOf = (run: Tool['run']) => {
        const p = defineTool({ name: 'p', inputSchema: { type: 'object' }, run });
        const { turns } = loopOf([of(...said('spPum'))], { tools: [p], maxTurns: 1 });
        return turns.pipe(
          mergeMap(({ toolRuns }) => toolRuns),
          map(told),
        );
      };
      const work = complete.cold('run', { h: 'half', w: 'whole' });
      complete.shows(
        'toolRuns',
        runsOf(() => work),
        {
          r: 'p running',
          H: 'p running half',
          W: 'p running whole',
          C: 'p complete whole',
        },
      );
      const failing = failed.cold('run', {}, new Error('No such city.'));
      failed.shows(
        'toolRuns',
        runsOf(() => failing),
        { r: 'p running', F: 'p failed' },
      );
    }),
  );

  it('takes a plain JSON Schema as it is, and checks nothing with it', () => {
    const inputSchema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const weather = defineTool({ name: 'weather', description: 'Now.', inputSchema, run });
    expect(weather).toMatchObject({ name: 'weather', description: 'Now.', jsonSchema: inputSchema });
    expect(weather.validate(5)).toEqual({ value: 5 });
  });

  it('takes a JSON Schema beside a schema that cannot say its own, and before what it says', () => {
    const jsonSchema = { type: 'object', properties: { city: { type: 'string', minLength: 1 } } };
    const bare = defineTool({
      name: 'weather',
      inputSchema: v.object({ city: v.string() }),
      jsonSchema,
      run,
    });
    expect(bare.jsonSchema).toEqual(jsonSchema);
    expect(bare.validate({ city: 5 })).toMatchObject({ issues: [{}] });
    const said = defineTool({
      name: 'weather',
      inputSchema: z.object({ city: z.string() }),
      jsonSchema,
      run,
    });
    expect(said.jsonSchema).toEqual(jsonSchema);
  });

  it.each<[string, object | undefined, RegExp]>([
    ['nothing', undefined, /The definition of a tool is undefined/],
    ['no name', { name: undefined }, /The name of a tool is undefined, but it must be 1 to 64 letters/],
    ['a name with a space', { name: 'the weather' }, /"the weather"/],
    ['a name that is too long', { name: 'a'.repeat(65) }, /must be 1 to 64/],
    ['a blank description', { description: ' ' }, /description is " "/],
    ['no schema', { inputSchema: undefined }, /inputSchema is undefined/],
    ['a schema that is text', { inputSchema: 'object' }, /inputSchema is "object"/],
    ['a schema of no object', { inputSchema: z.string() }, /The type of inputSchema is "string"/],
    [
      'a schema of several',
      { inputSchema: z.union([z.object({}), z.string()]) },
      /The type of inputSchema is undefined/,
    ],
    ['a schema without JSON', { inputSchema: v.object({}) }, /toStandardJsonSchema\(\) of @valibot/],
    [
      'a schema that JSON cannot say',
      { inputSchema: z.object({ at: z.date() }) },
      /Pass jsonSchema beside it/,
    ],
    ['a JSON Schema beside that is none', { jsonSchema: 5 }, /jsonSchema is 5/],
    ['no run', { run: undefined }, /run is undefined/],
  ])('refuses %s', (_what, changes, complaint) => {
    const definition = { name: 'weather', inputSchema: z.object({}), run, ...changes };
    expect(() => defineTool((changes && definition) as never)).toThrow(complaint);
    expect(() => defineTool((changes && definition) as never)).toThrow(TypeError);
  });

  it('keeps the function that it was given', () => {
    const tool: Tool = defineTool({ name: 'one', inputSchema: { type: 'object' }, run });
    expect(tool.run({}, { signal: new AbortController().signal, progress: () => undefined })).toBe(1);
  });
});
