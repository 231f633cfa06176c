import { type ConverseEvent, type DeltaKind, GenerationError } from 'rx-bedrock';
import { filterDeltas } from 'rx-bedrock/operators';
import { vocabulary } from 'rx-bedrock/testing';
import { of, type OperatorFunction, takeUntil, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { expectComplaint, refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';
import {
  absentDelta,
  deltaOfEach,
  emptyDelta,
  twoMembers,
  unknownDelta,
  unknownEvent,
  unknownStart,
} from './oddEvents.js';

const { a, b, i: t } = vocabulary;
const kinds = Object.keys(deltaOfEach) as DeltaKind[];

describe('filterDeltas()', () => {
  conforms(filterDeltas());
  refusesOtherSources('filterDeltas', filterDeltas());

  it(
    'does what its diagram draws',
    drawn('operators/filterDeltas.ts', ({ cold, shows }) => {
      const source = cold('in', { ...vocabulary, t });
      shows('filterDeltas()', source.pipe(filterDeltas()), { a, t, b });
      shows("filterDeltas('toolUse')", source.pipe(filterDeltas('toolUse')), { t });
    }),
  );

  it('takes deltas that are empty, of an unknown kind, or of two kinds, for deltas', () => {
    const deltas = [emptyDelta, absentDelta, unknownDelta, twoMembers, vocabulary.o];
    expect(passed(filterDeltas(), [...deltas, unknownEvent, unknownStart])).toStrictEqual(deltas);
  });

  it(
    'hands an error on',
    marbles((m) => {
      const error = new GenerationError('truncated', 'The stream was cut.');
      const source = m.cold('           s-a-#', vocabulary, error);
      m.expect(source.pipe(filterDeltas())).toBeObservable('--a-#', { a }, error);
    }),
  );

  it(
    'lets go of the source when it is left, and completes when the source does',
    marbles((m) => {
      const source = m.cold('s-a-b-e-m|', vocabulary);
      m.expect(source.pipe(filterDeltas()), '    ^--!').toBeObservable('--a-', { a });
      const stopped = source.pipe(takeUntil(m.cold('---x')));
      m.expect(stopped.pipe(filterDeltas())).toBeObservable('        --a|', { a });
      m.expect(source).toHaveSubscriptions(['     ^--!', '^--!']);
    }),
  );
});

describe("filterDeltas('text')", () => {
  conforms(filterDeltas('text'));
});

describe.each(kinds)('filterDeltas(%o)', (kind) => {
  it('lets its own kind through, untouched, and no other', () => {
    const seen = passed(filterDeltas(kind), [
      ...Object.values(deltaOfEach),
      unknownDelta,
      emptyDelta,
      absentDelta,
    ]);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toBe(deltaOfEach[kind]);
  });

  it('does not take the start of a block for a delta', () => {
    expect(passed(filterDeltas(kind), [vocabulary.t, vocabulary.s, vocabulary.m, unknownStart])).toEqual([]);
  });
});

describe('a delta', () => {
  it('with an empty text is a text delta still', () => {
    expect(passed(filterDeltas('text'), [vocabulary.o])).toEqual([vocabulary.o]);
  });

  it('of two kinds is of both', () => {
    expect(passed(filterDeltas('text'), [twoMembers])).toEqual([twoMembers]);
    expect(passed(filterDeltas('toolUse'), [twoMembers])).toEqual([twoMembers]);
  });
});

describe('bad arguments', () => {
  it.each([
    ['"txt"', 'txt'],
    ['"contentBlockDelta"', 'contentBlockDelta'],
    ['""', ''],
    ['null', null],
    ['7', 7],
    ['an array', ['text']],
  ])('refuses the kind %s when it is made, not later', (value, kind) => {
    expectComplaint(() => filterDeltas(kind as DeltaKind), {
      type: TypeError,
      value: `The kind of filterDeltas() is ${value},`,
      rule: 'one of text, toolUse, toolResult, reasoningContent, citation, image',
      fix: 'Leave it out to get every delta.',
    });
  });
});

function passed(operator: OperatorFunction<ConverseEvent, unknown>, events: ConverseEvent[]): unknown[] {
  let seen: unknown[] = [];
  of(...events)
    .pipe(operator, toArray())
    .subscribe((all) => (seen = all));
  return seen;
}
