import { build, type Plugin } from 'esbuild';
import * as browser from 'rx-bedrock/browser';
import * as main from 'rx-bedrock';
import * as opentelemetry from 'rx-bedrock/opentelemetry';
import * as delivery from 'rx-bedrock/delivery';
import * as operators from 'rx-bedrock/operators';
import * as redis from 'rx-bedrock/redis';
import * as testing from 'rx-bedrock/testing';
import * as loopback from 'rx-bedrock/testing/loopback';
import { describe, expect, it } from 'vitest';

const names = {
  main: [
    'GenerationError',
    'InvalidAnswer',
    'assistantMessage',
    'converse',
    'converseJson',
    'converseWithTools',
    'createConversation',
    'defineTool',
    'estimateMessageTokens',
    'fallback',
    'firstToStart',
    'fourCharactersPerToken',
    'fromConverseStream',
    'fromEvents',
    'isCitationDelta',
    'isContent',
    'isContentBlockDelta',
    'isContentBlockStart',
    'isContentBlockStop',
    'isDelta',
    'isImageDelta',
    'isMessageStart',
    'isMessageStop',
    'isMetadata',
    'isReasoningDelta',
    'isTextDelta',
    'isToolResultDelta',
    'isToolUseDelta',
    'keepWithinTokens',
    'toAsyncIterable',
    'toExternalStore',
    'toMessage',
    'toOutcome',
    'toReadableStream',
    'userMessage',
  ],
  operators: [
    'accumulateCitations',
    'accumulateJson',
    'accumulateMessage',
    'accumulateReasoning',
    'accumulateText',
    'accumulateToolUse',
    'accumulateUsage',
    'coalesceDeltas',
    'filterDeltas',
    'holdUntilSafe',
    'multicastReplay',
    'paceText',
    'retryBeforeContent',
    'segmentText',
    'selectJsonPath',
    'selectText',
    'settleOutcome',
    'splitBlocks',
    'takeWhileBudget',
    'tapTiming',
    'tapUsage',
    'timeoutStream',
    'trackState',
    'verifyStream',
  ],
  browser: [
    'GenerationError',
    'assistantMessage',
    'fourCharactersPerToken',
    'fromSse',
    'isCitationDelta',
    'isContent',
    'isContentBlockDelta',
    'isContentBlockStart',
    'isContentBlockStop',
    'isDelta',
    'isImageDelta',
    'isMessageStart',
    'isMessageStop',
    'isMetadata',
    'isReasoningDelta',
    'isTextDelta',
    'isToolResultDelta',
    'isToolUseDelta',
    'toAsyncIterable',
    'toExternalStore',
    'toMessage',
    'toOutcome',
    'toReadableStream',
    'userMessage',
  ],
  delivery: [
    'createGenerationHandler',
    'fromLog',
    'isGenerationId',
    'memoryLog',
    'publishGeneration',
    'readEvent',
    'writeEvent',
  ],
  redis: ['redisLog'],
  testing: [
    'behavesLikeAGenerationLog',
    'behavesLikeAnOperator',
    'blockStop',
    'citationDelta',
    'exception',
    'fromRecording',
    'marblesConfig',
    'messageStart',
    'messageStop',
    'metadata',
    'paced',
    'reasoningDelta',
    'recordGeneration',
    'scriptedClient',
    'signatureDelta',
    'stall',
    'textDelta',
    'textMessage',
    'toMarbles',
    'toolUseDelta',
    'toolUseStart',
    'vocabulary',
    'wait',
  ],
  opentelemetry: ['traceGeneration'],
};

describe('the names of an entry', () => {
  it.each<[string, object, string[]]>([
    ['rx-bedrock', main, names.main],
    ['rx-bedrock/operators', operators, names.operators],
    ['rx-bedrock/browser', browser, names.browser],
    ['rx-bedrock/delivery', delivery, names.delivery],
    ['rx-bedrock/redis', redis, names.redis],
    ['rx-bedrock/testing', testing, names.testing],
    ['rx-bedrock/opentelemetry', opentelemetry, names.opentelemetry],
  ])('%s are these, and no others by accident', (_entry, module, expected) => {
    expect(Object.keys(module).sort()).toEqual(expected);
  });

  it('rx-bedrock/testing/loopback has startLoopbackBedrock among them', () => {
    expect(loopback).toHaveProperty('startLoopbackBedrock');
  });

  it('mean the same thing whichever entry they come from', () => {
    expect(browser.GenerationError).toBe(main.GenerationError);
    expect(browser.isDelta).toBe(main.isDelta);
    expect(browser.userMessage).toBe(main.userMessage);
  });
});

describe('a bundle for the browser', () => {
  it.each([
    ['rx-bedrock/operators', []],
    ['rx-bedrock/browser', ['eventsource-parser']],
    ['rx-bedrock/delivery', []],
    ['rx-bedrock/redis', []],
    ['rx-bedrock/testing', ['fast-equals']],
    ['rx-bedrock/opentelemetry', ['@opentelemetry/api']],
  ])('of %s needs rxjs, and nothing of Node or AWS', async (entry, bundled) => {
    const { imports, packages } = await bundle(`export * from '${entry}'`);
    expect(imports).toEqual(['rxjs']);
    expect(packages).toEqual(bundled);
  });

  it('cannot be made of what needs Node or AWS, so that the tests above mean something', async () => {
    await expect(bundle("export * from 'rx-bedrock'")).rejects.toThrow(/@aws-sdk\/client-bedrock-runtime/);
    await expect(bundle("export * from 'rx-bedrock/testing/loopback'")).rejects.toThrow(/node:http2/);
    await expect(bundle("import 'vitest'")).rejects.toThrow(/vitest/);
    await expect(bundle("import 'rxjs-marbles'")).rejects.toThrow(/rxjs-marbles/);
  });
});

const forbidden: Plugin = {
  name: 'forbidden',
  setup(esbuild) {
    esbuild.onResolve(
      { filter: /^(node:|@aws-sdk\/|@smithy\/|vitest|rxjs-marbles|fast-check)/ },
      ({ path }) => ({
        errors: [{ text: `${path} is not for browsers.` }],
      }),
    );
  },
};

/** Bundles from the sources, and tells what is left to import and whose code came in. */
async function bundle(contents: string) {
  const { metafile } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['rx-bedrock/source'],
    external: ['rxjs'],
    plugins: [forbidden],
    logLevel: 'silent',
  });
  const outputs = Object.values(metafile.outputs);
  const imports = outputs.flatMap((output) => output.imports.map(({ path }) => path));
  const packages = Object.keys(metafile.inputs).flatMap(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  return { imports: [...new Set(imports)], packages: [...new Set(packages)] };
}
