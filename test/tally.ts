import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node';

/** Ends a run with `N passed, N failed, N skipped`, alone on a line, for those who read only the last one. */
export default class Tally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: TestRunEndReason): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      // A file that does not load has no test that could fail.
      count.failed += module.errors().length;
      for (const test of module.children.allTests()) count[test.result().state]++;
    }
    // Nor has a suite whose hook throws, or a run without any test.
    if (reason !== 'passed') count.failed ||= 1;
    console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}
