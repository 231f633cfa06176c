/**
 * The pipeable operators. They run without Node and without the AWS SDK.
 *
 * @module rx-bedrock/operators
 */

export { accumulateCitations } from './accumulateCitations.js';
export { accumulateJson } from './accumulateJson.js';
export { accumulateMessage } from './accumulateMessage.js';
export { accumulateReasoning } from './accumulateReasoning.js';
export { accumulateText } from './accumulateText.js';
export { accumulateToolUse } from './accumulateToolUse.js';
export { type AccumulateUsageOptions, accumulateUsage } from './accumulateUsage.js';
export { coalesceDeltas } from './coalesceDeltas.js';
export { filterDeltas } from './filterDeltas.js';
export { holdUntilSafe } from './holdUntilSafe.js';
export { type MulticastReplayOptions, multicastReplay } from './multicastReplay.js';
export { paceText } from './paceText.js';
export { retryBeforeContent } from './retryBeforeContent.js';
export { segmentText } from './segmentText.js';
export { selectJsonPath } from './selectJsonPath.js';
export { selectText } from './selectText.js';
export { settleOutcome } from './settleOutcome.js';
export { splitBlocks } from './splitBlocks.js';
export { takeWhileBudget } from './takeWhileBudget.js';
export { type TapTimingOptions, tapTiming } from './tapTiming.js';
export { type TapUsageOptions, tapUsage } from './tapUsage.js';
export { type TimeoutStreamOptions, timeoutStream } from './timeoutStream.js';
export { trackState } from './trackState.js';
export { verifyStream } from './verifyStream.js';

export type { Block, BlockKind } from '../src/sharing/block.js';
export type { PaceTextOptions } from '../src/text/paceOptions.js';
export type { SegmentBy, SegmentKind } from '../src/text/segmenters.js';
export type { Timing } from '../src/timing/stopwatch.js';
export type { GatheringWindow } from '../src/timing/window.js';
