import { checkFunction, checkOptions } from '../check.js';
import type { GenerationLog } from '../delivery/log.js';
import type { TestRunner } from './conformance.js';
import { dying, refusing } from './logFailing.js';
import { reading } from './logReading.js';
import { ending, writing } from './logWriting.js';

/** The test runner, and how to come by the log. */
export interface LogConformanceOptions extends TestRunner {
  /**
   * Another handle on the same log, as another process has it.
   * @default the log itself
   */
  another?: (() => GenerationLog | Promise<GenerationLog>) | undefined;
}

/**
 * Declares the tests that every `GenerationLog` must pass: one writer, any number of readers from any place, an end that
 * is final, leases, time to live, ids that are none.
 *
 * @example
 * ```ts
 * import { memoryLog } from 'rx-bedrock/delivery';
 * import { behavesLikeAGenerationLog } from 'rx-bedrock/testing';
 * import { expect, it } from 'vitest';
 *
 * const log = memoryLog();
 * behavesLikeAGenerationLog(() => log, { it, expect });
 * ```
 *
 * @param makeLog - called in each test; it may make a log, or give always the same one
 * @param options - see {@link LogConformanceOptions}
 */
export function behavesLikeAGenerationLog(
  makeLog: () => GenerationLog | Promise<GenerationLog>,
  options: LogConformanceOptions,
): void {
  checkFunction('The log of behavesLikeAGenerationLog()', makeLog, 'Pass () => memoryLog(), say.');
  const fix = "Pass those of your test runner: { it, expect }, from 'vitest' say.";
  checkOptions('The options of behavesLikeAGenerationLog()', options, fix);
  checkFunction('options.it', options.it, fix);
  checkFunction('options.expect', options.expect, fix);
  const { it, expect, another } = options;
  for (const [name, test] of Object.entries({ ...writing, ...reading, ...ending, ...dying, ...refusing })) {
    it(name, async () => {
      const log = await makeLog();
      await test({ log, elsewhere: (await another?.()) ?? log, id: crypto.randomUUID() }, expect);
    });
  }
}
