import fc from 'fast-check';
import type { ConverseEvent } from 'rx-bedrock';
import { selectJsonPath } from 'rx-bedrock/operators';
import { messageStop, textDelta, textMessage, vocabulary } from 'rx-bedrock/testing';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../src/testing/probe.js';
import { expectComplaint, refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { cutAt } from '../src/message/json/reading.js';

const text = '{"items": [{"title": "One", "tags": ["a"]}, {"title": "Two"}, 3], "title": "no"}';

function select(path: (string | number)[], events: ConverseEvent[] = [textDelta(text)]): unknown[] {
  return watch(of(...events).pipe(selectJsonPath(path))).seen.values;
}

describe('selectJsonPath', () => {
  conforms(selectJsonPath(['many', '*']), { answer: textMessage('{ "many": ["hands", "make"] }') });
  refusesOtherSources('selectJsonPath', selectJsonPath([]));

  it(
    'does what its diagram draws',
    drawn('operators/selectJsonPath.ts', ({ cold, shows }) => {
      const cities = cold('in', vocabulary).pipe(selectJsonPath(['city'], { name: 'weather' }));
      shows("selectJsonPath(['city'], { name: 'weather' })", cities, { v: 'Turin' });
    }),
  );

  it('takes keys, positions and * for any of them', () => {
    expect(select(['items', '*', 'title'])).toStrictEqual(['One', 'Two']);
    expect(select(['items', 1, 'title'])).toStrictEqual(['Two']);
    expect(select(['items', '*'])).toStrictEqual([{ title: 'One', tags: ['a'] }, { title: 'Two' }, 3]);
    expect(select(['*'])).toHaveLength(2);
    expect(select(['items', '*', 'tags', 0])).toStrictEqual(['a']);
    expect(select(['nothing'])).toStrictEqual([]);
    expect(select([])).toStrictEqual([JSON.parse(text)]);
  });

  it('emits the same however the text is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), (cuts) => {
        const events = [...cutAt(text, cuts).map((piece) => textDelta(piece)), messageStop()];
        expect(select(['items', '*', 'title'], events)).toStrictEqual(['One', 'Two']);
      }),
    );
  });

  it('emits what was whole before an error', () => {
    const { values, ends } = watch(of(textDelta('[1, 2, oops')).pipe(selectJsonPath(['*']))).seen;
    expect(values).toStrictEqual([1, 2]);
    expect(ends).toMatchObject([{ code: 'model' }]);
  });
});

it.each([['items'], [undefined], [null]])('refuses the path %j', (path) => {
  expectComplaint(() => selectJsonPath(path as never), {
    type: TypeError,
    value: 'The path of selectJsonPath() is',
    rule: 'a list of keys and positions',
    fix: "['items', '*', 'title']",
  });
});

it.each([{}, null, -1, 1.5, Number.NaN])('refuses the step %j', (step) => {
  expectComplaint(() => selectJsonPath(['items', step as never]), {
    type: TypeError,
    value: 'Step 1 of the path of selectJsonPath() is',
    rule: "a key, a position from 0 on, or '*'",
    fix: "['items', '*', 'title']",
  });
});
