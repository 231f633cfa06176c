import { of, Subject } from 'rxjs';
import type { ConverseEvent, ResponseInfo } from 'rx-bedrock';
import { vocabulary } from 'rx-bedrock/testing';
import { describe, expect, it, vi } from 'vitest';
import { responseOf } from '../../../src/response.js';
import { heldBeforeContent } from '../../../src/source/beforeContent.js';
import { watch } from '../../../src/testing/probe.js';
import { opening, responsesOf } from '../../attempts.js';

const { s, a, b, e, m } = vocabulary;
const response: ResponseInfo = { requestId: 'r-1', attempts: 1 };

describe('the events before content', () => {
  it('are told once that the attempt serves, before they are seen', () => {
    const order: string[] = [];
    const onServing = vi.fn((known: ResponseInfo | undefined) => {
      order.push('serving');
      return known;
    });
    watch(heldBeforeContent(of(opening(response), a, b, e, m), onServing), () => order.push('event'));
    expect(onServing.mock.calls).toEqual([[response]]);
    expect(order).toEqual(['serving', 'event', 'event', 'event', 'event', 'event']);
  });

  it('say of the exchange what the generation says, and the original says what it said', () => {
    const original = opening(response);
    const events = heldBeforeContent(of(original, a), (known) => ({ ...known, attempts: 5 }));
    expect(responsesOf(watch(events).seen.values)).toEqual([{ requestId: 'r-1', attempts: 5 }]);
    expect(responseOf(original)).toEqual(response);
  });

  it('are the very same where there is nothing new to say', () => {
    const events = [opening(response), a, e];
    const { values } = watch(heldBeforeContent(of(...events), (known) => known)).seen;
    expect(values).toHaveLength(3);
    values.forEach((event, at) => expect(event).toBe(events[at]));
  });

  it('say it also where the source said nothing', () => {
    const events = heldBeforeContent(of(s, a), () => ({ attempts: 2 }));
    expect(responsesOf(watch(events).seen.values)).toEqual([{ attempts: 2 }]);
  });

  it('may lack a messageStart, and then say nothing', () => {
    expect(watch(heldBeforeContent(of(a, e), () => response)).seen.values).toEqual([a, e]);
  });

  it('keep their place where a subscriber makes the source go on, and end', () => {
    const source = new Subject<ConverseEvent>();
    const held = heldBeforeContent(source, () => undefined);
    const { seen } = watch(held, () => {
      if (seen.values.length !== 1) return;
      source.next(b);
      source.next(e);
      source.complete();
    });
    source.next(s);
    source.next(a);
    expect(seen).toEqual({ values: [s, a, b, e], ends: ['complete'] });
  });
});
