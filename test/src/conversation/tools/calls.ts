import { type ConverseEvent, defineTool, type Tool, type ToolRun } from 'rx-bedrock';
import { multicastReplay } from 'rx-bedrock/operators';
import { blockStop, messageStop, toolUseDelta, toolUseStart, vocabulary } from 'rx-bedrock/testing';
import { asyncScheduler, type Observable, takeUntil } from 'rxjs';
import { type LoopOptions, TurnLoop } from '../../../../src/conversation/tools/turnLoop.js';

const { s, e, u, m, a } = vocabulary;

/**
 * Marbles for messages that call: `p` `q` `r` begin calls of the tools of the same names, in blocks of their own, and
 * `P` `Q` `R` end them. `l` is a messageStop by `max_tokens`.
 */
export const calls: Readonly<Record<string, ConverseEvent>> = {
  ...{ s, e, u, m, a },
  p: toolUseStart('p', 'call-p', 1),
  P: blockStop(1),
  q: toolUseStart('q', 'call-q', 2),
  Q: blockStop(2),
  r: toolUseStart('r', 'call-r', 3),
  R: blockStop(3),
  // Half an input for p, so that it is no JSON.
  h: toolUseDelta('{"half":', 1),
  l: messageStop('max_tokens'),
};

/** A tool that takes anything. */
export function tool(name: string, run: Tool['run']): Tool {
  return defineTool({ name, inputSchema: { type: 'object' }, run: (input, context) => run(input, context) });
}

/** Turns whose generations are given. */
export function loopOf(
  generations: readonly Observable<ConverseEvent>[],
  options: Partial<LoopOptions> = {},
): TurnLoop {
  const rest = [...generations];
  return new TurnLoop({
    // eslint-disable-next-line rxjs-x/no-unsafe-takeuntil -- as `converse` does it: stopped for everybody
    ask: (_history, stop) => rest.shift()!.pipe(takeUntil(stop), multicastReplay()),
    tools: [],
    maxTurns: 10,
    concurrency: Number.POSITIVE_INFINITY,
    timeout: 0,
    scheduler: asyncScheduler,
    onApproval: undefined,
    stopWhen: undefined,
    grace: 0,
    signal: undefined,
    stop: undefined,
    ...options,
  });
}

/** A run in a few words. */
export function told({ call, status, progress }: ToolRun): string {
  return `${call.name} ${status}${progress === undefined ? '' : ` ${progress as string}`}`;
}

/** The events of marbles. */
export function said(marbles: string): ConverseEvent[] {
  return Array.from(marbles, (each) => calls[each]!);
}
