import type { ToolConfiguration } from '@aws-sdk/client-bedrock-runtime';
import { checkFunction, checkMilliseconds, checkNumber, checkOptions, complaint } from '../../check.js';
import type { ConverseOptions } from '../../converse.js';
import type { TrimHistory } from '../history/trimmed.js';
import type { Approver } from './approval.js';
import { checkToolName, type Tool } from './tool.js';
import type { TurnOutcome } from './turn.js';

/** What `converseWithTools` understands beside the options of every generation. */
export interface ToolOptions extends ConverseOptions {
  /** What the model may call. */
  tools: readonly Tool[];
  /**
   * How many turns there may be. The last one may call tools too; what is to be done with their results is left to you.
   * @default 10
   */
  maxTurns?: number | undefined;
  /** Asked after every turn that another would follow: `true` ends it there. */
  stopWhen?: ((outcome: TurnOutcome) => boolean) | undefined;
  /**
   * How many tools may run at the same time.
   * @default Infinity
   */
  concurrency?: number | undefined;
  /**
   * How long a tool may run, in milliseconds; 0 means for ever. Waiting for approval does not count.
   * @default 0
   */
  toolTimeout?: number | undefined;
  /**
   * Asked before every run, with an input that is valid, whether the tool may run: `true`, `false`, or
   * `{ denied: 'the reason, for the model' }`, at once or later by a promise or an Observable (its first value). To
   * throw, to end without a word, or to say anything else is a no: the model is told that the call was not approved,
   * and the `error` of the run says why.
   * @default every call may run
   */
  onApproval?: Approver | undefined;
  /**
   * Called before each request with all messages, those of the turns before included: what it returns is sent.
   * @default everything is sent
   */
  trimHistory?: TrimHistory | undefined;
}

/**
 * Throws unless the tools can be called, and the rest can be meant.
 * @param config - what the request says of tools by itself
 */
export function checkToolOptions(options: ToolOptions, config: ToolConfiguration | undefined): void {
  checkOptions('options', options, 'Pass { tools: [defineTool({ … })] }.');
  const { tools, maxTurns, stopWhen, concurrency, toolTimeout, onApproval, trimHistory } = options;
  checkTools(tools, config?.tools);
  const whole = 'a whole number, 1 or more';
  if (maxTurns !== undefined) {
    checkNumber('options.maxTurns', maxTurns, isPlace, whole, 'Leave it out for 10.');
  }
  if (concurrency !== undefined) {
    const fix = 'Leave it out to let all of them run.';
    checkNumber('options.concurrency', concurrency, isPlaceOrInfinity, `${whole}, or Infinity`, fix);
  }
  if (toolTimeout !== undefined) {
    checkMilliseconds(
      'options.toolTimeout',
      toolTimeout,
      'Leave it out to let tools run as long as they like.',
    );
  }
  if (stopWhen !== undefined) {
    checkFunction('options.stopWhen', stopWhen, 'It is given the outcome of a turn, and returns a boolean.');
  }
  if (onApproval !== undefined) {
    checkFunction('options.onApproval', onApproval, 'It is given the call, and says whether it may run.');
  }
  if (trimHistory !== undefined) {
    checkFunction('options.trimHistory', trimHistory, 'Pass keepWithinTokens(100_000), say.');
  }
}

function checkTools(
  tools: unknown,
  others: ToolConfiguration['tools'] = [],
): asserts tools is readonly Tool[] {
  const fix = 'Make each of them with defineTool({ … }).';
  if (!Array.isArray(tools)) throw new TypeError(complaint('options.tools', tools, 'an array of tools', fix));
  const names = new Set(others.flatMap(({ toolSpec }) => toolSpec?.name ?? []));
  for (const tool of tools as readonly Partial<Tool>[]) {
    checkOptions('A tool in options.tools', tool, fix, 'a tool');
    const { name, jsonSchema, validate, run } = tool;
    checkToolName(name);
    checkOptions(`The jsonSchema of the tool ${name}`, jsonSchema, fix);
    checkFunction(`validate() of the tool ${name}`, validate, fix);
    checkFunction(`run() of the tool ${name}`, run, fix);
    if (names.has(name!)) {
      const other = 'Give every tool a name of its own, also beside those of toolConfig.';
      throw new TypeError(complaint('The name of a tool', name, 'the only one of its kind', other));
    }
    names.add(name!);
  }
}

function isPlace(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

function isPlaceOrInfinity(value: number): boolean {
  return isPlace(value) || value === Number.POSITIVE_INFINITY;
}
