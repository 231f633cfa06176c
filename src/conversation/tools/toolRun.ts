import type { ToolResultBlock } from '@aws-sdk/client-bedrock-runtime';
import type { ToolCall } from '../../message/toolCall.js';
import { forOthers } from '../frozenCopy.js';

/**
 * Where the run of a tool stands: `awaitingApproval` while `onApproval` decides, `waiting` for its turn where
 * `concurrency` limits them, `running`; at last `complete`, `failed` (by what was wrong with the call, what the tool
 * threw, or its timeout), `denied` by `onApproval`, or `aborted` with the whole.
 */
export type ToolRunStatus =
  | 'awaitingApproval'
  | 'waiting'
  | 'running'
  | 'complete'
  | 'failed'
  | 'denied'
  | 'aborted';

/** The run of a tool at one moment. It never changes: it is frozen, but for what the tool itself has shown or thrown. */
export interface ToolRun {
  readonly call: ToolCall;
  readonly status: ToolRunStatus;
  /** What the tool has shown last. */
  readonly progress?: unknown;
  /** What goes back to the model: there once the run is over. */
  readonly result?: ToolResultBlock;
  /** Why it failed. */
  readonly error?: unknown;
}

/** A run as others may have it: whatever they do with it, the model is told what it is to be told. */
export function runForOthers({ result, ...run }: ToolRun): ToolRun {
  return Object.freeze({ ...run, ...(result ? { result: forOthers(result) } : {}) });
}
