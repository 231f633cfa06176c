import type { OperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { follow, ofMessage, sameItems } from '../src/sharing/follow.js';
import { type ToolCall, toolCallsOf } from '../src/message/toolCall.js';

const calls = /* @__PURE__ */ ofMessage(toolCallsOf, sameItems);

/**
 * Emits all tool calls so far, each time one of them grows.
 *
 * <span class="informal">Watch the arguments fill in; run the tool when its status is `complete`.</span>
 *
 * The input is parsed as it streams, each character once: strings show as far as they have come, numbers only when
 * they are whole. A call that has not changed, and every finished part of an input, keeps its identity. A malformed
 * input has the status `malformed`, its raw text, and where it goes wrong.
 *
 * ```text
 * in                   s-t-i-j-y-u-m|     t contentBlockStart, i j pieces of input, y contentBlockStop
 * accumulateToolUse()  --1-2-3-4----|     1 {}, 2 {}, 3 { city: 'Turin' }, 4 the same, status 'complete'
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { accumulateToolUse } from 'rx-bedrock/operators';
 * import { blockStop, toolUseDelta, toolUseStart } from 'rx-bedrock/testing';
 *
 * of(toolUseStart('weather', 'tooluse_1'), toolUseDelta('{"city": "Tu'), toolUseDelta('rin"}'), blockStop())
 *   .pipe(accumulateToolUse())
 *   .subscribe(([call]) => console.log(call?.name, call?.input, call?.status));
 * ```
 *
 * @returns an operator from events to lists of calls, in order of their blocks
 * @see {@link accumulateMessage} for the calls as blocks of the message
 */
export function accumulateToolUse(): OperatorFunction<ConverseEvent, readonly ToolCall[]> {
  return (source) => follow(checkSource('accumulateToolUse', source), calls);
}
