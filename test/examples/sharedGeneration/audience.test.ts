import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Audiences } from '../../../examples/shared-generation/server/audience.js';

describe('who takes part in a generation', () => {
  let audiences: Audiences;

  beforeEach(() => {
    vi.useFakeTimers();
    audiences = new Audiences();
    audiences.hear({ generation: 'one', what: 'asked' });
  });

  afterEach(() => void vi.useRealTimers());

  const note = (tab: string, subscribers: number, isHidden = false) =>
    audiences.note('one', { tab, subscribers, isHidden });

  it('is not a tab that has died: one that was seen speaks often, a hidden one now and then', () => {
    note('a seen tab', 5);
    note('a hidden tab', 6, true);
    vi.advanceTimersByTime(4_000);
    expect(audiences.count('one')).toEqual({ requests: 1, tabs: 2, subscribers: 11 });
    vi.advanceTimersByTime(2_000);
    expect(audiences.count('one')).toEqual({ requests: 1, tabs: 1, subscribers: 6 });
    vi.advanceTimersByTime(60_000);
    expect(audiences.count('one').tabs).toBe(1);
    vi.advanceTimersByTime(10_000);
    expect(audiences.count('one')).toEqual({ requests: 1, tabs: 0, subscribers: 0 });
  });

  it('is no longer who leaves before the end, and stays who leaves after it', () => {
    note('one who leaves', 5);
    note('one who stays', 6);
    note('one who leaves', 0);
    expect(audiences.count('one')).toMatchObject({ tabs: 1, subscribers: 6 });
    audiences.hear({ generation: 'one', what: 'over' });
    note('one who comes', 7);
    note('one who stays', 0);
    note('one who comes', 0);
    expect(audiences.count('one')).toMatchObject({ tabs: 0, subscribers: 13 });
    // Back from the browser's memory: the same tab, and not another one.
    note('one who comes', 7);
    expect(audiences.count('one')).toMatchObject({ tabs: 1, subscribers: 13 });
  });
});
