import type { ConverseEvent } from 'rx-bedrock';
import * as operators from 'rx-bedrock/operators';
import { citationDelta, metadata, textMessage, vocabulary } from 'rx-bedrock/testing';
import { last, type Observable, type OperatorFunction, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../src/testing/probe.js';

const { s, r, g, z, t, i, j, y, u } = vocabulary;
const first: ConverseEvent[] = [s, r, g, z, t, i, j, y, citationDelta({ title: 'A page' }, 3), u, metadata()];
const second = textMessage('{"all": "new"}');

const folds: Record<string, OperatorFunction<ConverseEvent, unknown>> = {
  accumulateText: operators.accumulateText(),
  accumulateMessage: operators.accumulateMessage(),
  accumulateToolUse: operators.accumulateToolUse(),
  accumulateReasoning: operators.accumulateReasoning(),
  accumulateCitations: operators.accumulateCitations(),
  accumulateUsage: operators.accumulateUsage(),
  accumulateJson: operators.accumulateJson(),
  settleOutcome: operators.settleOutcome(),
  trackState: operators.trackState(),
};

/** What an operator says at last. */
function lastOf(events: Observable<ConverseEvent>, fold: OperatorFunction<ConverseEvent, unknown>): unknown {
  return watch(events.pipe(fold, last(null, undefined))).seen.values[0];
}

describe.each(Object.entries(folds))('%s of several turns', (name, fold) => {
  it('starts anew with a further messageStart', () => {
    const all = of(...first, ...second);
    // Where there is nothing, an empty list is said once more, and an absence not at all.
    const nothing = { accumulateToolUse: [], accumulateReasoning: { text: '' }, accumulateCitations: [] };
    const expected = lastOf(of(...second), fold) ?? nothing[name as keyof typeof nothing];
    expect(lastOf(all, fold)).toEqual(expected);
  });

  it('is the same for who comes late', () => {
    const all = of(...first, ...second).pipe(operators.multicastReplay());
    watch(all);
    expect(lastOf(all, fold)).toEqual(lastOf(of(...first, ...second), fold));
  });
});
