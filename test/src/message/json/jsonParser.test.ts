import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonParser } from '../../../../src/message/json/jsonParser.js';
import { cutAt, parsed, units, valueOrFault } from './reading.js';

describe('JsonParser', () => {
  it('comes to what JSON.parse says, however the text is cut', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.array(fc.nat(9)), (text, cuts) => {
        expect(parsed(cutAt(text, cuts))).toStrictEqual({ value: JSON.parse(text) as unknown });
      }),
      { numRuns: 2000 },
    );
  });

  it('comes to what JSON.parse says at every single cut', () => {
    const text = String.raw` {"a\"\\\/\b\f\n\r\t\u00e9": [1, -2.5e+10, 0.1E-2, true, false, null, "😀 \ud83d\ude00 é"],
      "__proto__": {"x": []}, "same": 1, "same": 2, "": {}} `;
    const value = JSON.parse(text) as unknown;
    for (let at = 0; at <= text.length; at++) {
      expect(parsed([text.slice(0, at), text.slice(at)])).toStrictEqual({ value });
    }
    expect(parsed(units(text))).toStrictEqual({ value });
  });

  it('refuses what JSON.parse refuses, at the same place, and never throws', () => {
    const spoiled = fc.tuple(fc.json(), fc.nat(), fc.nat(3), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(spoiled, ([text, seed, drop, junk]) => {
        const at = seed % (text.length + 1);
        const bad = text.slice(0, at) + junk + text.slice(at + drop);
        const expected = valueOrFault(bad);
        const { value, position } = parsed(units(bad));
        if ('value' in expected) expect({ value }).toStrictEqual(expected);
        else expect(position).toBe(expected.position ?? position);
        expect(position === undefined).toBe('value' in expected);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['{"a":01}', 6],
    ['[1.]', 3],
    ['[-]', 2],
    ['"\\x"', 2],
    ['"\\u00g0"', 5],
    ['"a\nb"', 2],
    ['[1 2]', 3],
    ['{"a" 1}', 5],
    ['{,}', 1],
    ['[1,]', 3],
    ['{"a":1,}', 7],
    ['nul', 3],
    ['nulk', 3],
    ['', 0],
    ['1 x', 2],
  ])('says where %j goes wrong: at %i', (text, position) => {
    expect(parsed([text]).position).toBe(position);
  });
});

describe('a snapshot', () => {
  it('shows strings as far as they came, and withholds numbers, literals and keys that are not whole', () => {
    expect(shown('{"text": "Hel')).toStrictEqual({ text: 'Hel' });
    expect(shown('{"count": 12')).toStrictEqual({});
    expect(shown('{"count": 12,')).toStrictEqual({ count: 12 });
    expect(shown('[tru')).toStrictEqual([]);
    expect(shown('{"ke')).toStrictEqual({});
    expect(shown('{"key":')).toStrictEqual({});
    expect(shown('42')).toBeUndefined();
    expect(shown('')).toBeUndefined();
  });

  it('never shows half a character', () => {
    expect(shown('"a\ud83d')).toBe('a');
    expect(shown('"a\\ud83d')).toBe('a');
    expect(shown('"a\\ud83d\\ude0')).toBe('a');
    expect(shown('"a\\u00')).toBe('a');
    expect(shown('"\ud83d"')).toBe('\ud83d');
  });

  it('never changes afterwards, and shares what was finished', () => {
    const parser = new JsonParser();
    parser.push('{"list": [{"id": 1}, {"id": 2');
    const before = parser.snapshot() as { list: unknown[] };
    expect(parser.snapshot()).toBe(before);
    parser.push('0}, "x"]}');
    parser.end();
    const after = parser.snapshot() as { list: unknown[] };
    expect(before).toStrictEqual({ list: [{ id: 1 }, {}] });
    expect(after).toStrictEqual({ list: [{ id: 1 }, { id: 20 }, 'x'] });
    expect(after.list[0]).toBe(before.list[0]);
  });
});

it('tells of every value when it is complete, with its path', () => {
  const told: [unknown, string][] = [];
  const parser = new JsonParser((value, path) => told.push([value, path.join('.')]));
  for (const piece of '{"a": [1, {"b": "x"}], "c": 2}') parser.push(piece);
  expect(told).toStrictEqual([
    [1, 'a.0'],
    ['x', 'a.1.b'],
    [{ b: 'x' }, 'a.1'],
    [[1, { b: 'x' }], 'a'],
    [2, 'c'],
    [{ a: [1, { b: 'x' }], c: 2 }, ''],
  ]);
});

function shown(text: string): unknown {
  const parser = new JsonParser();
  parser.push(text);
  return parser.snapshot();
}
