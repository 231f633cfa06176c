import { describe, expect, it } from 'vitest';
import { withHeadlines } from '../../bench/report/readme.js';

describe('the benchmark in the README', () => {
  it('takes the place of what stands between the markers', () => {
    const readme = 'above\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nbelow\n';
    const written = 'above\n<!-- bench:begin -->\nnew\n<!-- bench:end -->\nbelow\n';
    expect(withHeadlines(readme, 'new')).toBe(written);
  });

  it.each(['', '<!-- bench:begin -->', '<!-- bench:end --> <!-- bench:begin -->'])(
    'needs both markers, in order: %j',
    (readme) => {
      const complaint = 'but it must have <!-- bench:begin --> and <!-- bench:end -->. Put the two where';
      expect(() => withHeadlines(readme, 'new')).toThrow(complaint);
    },
  );
});
