export { accumulateMessage } from './accumulateMessage.js';
export { accumulateText } from './accumulateText.js';
export { filterDeltas } from './filterDeltas.js';
export { type MulticastReplayOptions, multicastReplay } from './multicastReplay.js';
export { selectText } from './selectText.js';
export { settleOutcome } from './settleOutcome.js';
export { type TapUsageOptions, tapUsage } from './tapUsage.js';
export { trackState } from './trackState.js';
export { verifyStream } from './verifyStream.js';
