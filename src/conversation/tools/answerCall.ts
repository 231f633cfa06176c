import { catchError, defer, from, Observable, of, switchMap } from 'rxjs';
import { textOfThrown } from '../../check.js';
import type { ToolCall } from '../../message/toolCall.js';
import { isPromiseLike } from '../promiseLike.js';
import { textOfIssues } from '../schema/issues.js';
import type { StandardResult } from '../schema/standardSchema.js';
import { type Approval, type Approver, askFor } from './approval.js';
import { errorResult } from './result.js';
import { type GivingUp, runTool, type ToolPatience } from './runTool.js';
import type { Slots } from './slots.js';
import type { Tool } from './tool.js';
import type { ToolRun } from './toolRun.js';

/** What calls are answered with. */
export interface Workshop extends ToolPatience {
  readonly tools: readonly Tool[];
  /** How many tools may run at the same time. */
  readonly concurrency: number;
  readonly onApproval: Approver | undefined;
}

/** What the calls of one message share. */
export interface Shift extends GivingUp {
  readonly slots: Slots;
}

/**
 * Answers a call of the model's: holds the input against the schema, asks for approval, waits for a free place, and
 * runs the tool. Whatever goes wrong is the run's failure, and goes back to the model. Never errors.
 */
export function answerCall(call: ToolCall, workshop: Workshop, shift: Shift): Observable<ToolRun> {
  const { tools, onApproval } = workshop;
  return defer(() => {
    const tool = tools.find(({ name }) => name === call.name);
    if (!tool) return of(failed(call, unknownTool(call, tools)));
    if (call.status === 'malformed') return of(failed(call, malformedInput(call)));
    return validated(tool, call).pipe(
      switchMap((checked) => {
        if (checked.issues) return of(failed(call, invalidInput(checked.issues), checked.issues));
        const work = runTool(tool, checked.value, call, { ...workshop, ...shift });
        const inPlace = placed(work, call, shift.slots);
        return onApproval ? approved(onApproval, call, inPlace, shift) : inPlace;
      }),
    );
  }).pipe(catchError((error: unknown) => of(failed(call, textOfThrown(error), error))));
}

function validated(tool: Tool, { input }: ToolCall): Observable<StandardResult<unknown>> {
  // What a tool does with its input does not change what the model has said.
  const checked = tool.validate(structuredClone(input));
  return isPromiseLike(checked) ? from(checked) : of(checked);
}

/** The work, if it may be done. */
function approved(
  onApproval: Approver,
  call: ToolCall,
  work: Observable<ToolRun>,
  { whyGivenUp }: GivingUp,
): Observable<ToolRun> {
  return new Observable((subscriber) => {
    const onWait = () => subscriber.next({ call, status: 'awaitingApproval' });
    const decision = askFor(onApproval, call, { onWait, whyGivenUp }).pipe(
      // Who cannot be asked has not approved.
      catchError((error: unknown) => of({ error })),
      switchMap((approval) => (approval === true ? work : of(denied(call, approval)))),
    );
    return decision.subscribe(subscriber);
  });
}

/** The work, as soon as there is a place for it. */
function placed(work: Observable<ToolRun>, call: ToolCall, slots: Slots): Observable<ToolRun> {
  return new Observable((subscriber) => {
    if (slots.areTaken) subscriber.next({ call, status: 'waiting' });
    return slots.within(work).subscribe(subscriber);
  });
}

function failed(call: ToolCall, text: string, cause?: unknown): ToolRun {
  const error = cause instanceof Error ? cause : new TypeError(text, cause === undefined ? {} : { cause });
  return { call, status: 'failed', error, result: errorResult(call, text) };
}

function denied(call: ToolCall, decision: Approval | { error: unknown }): ToolRun {
  const reason = typeof decision === 'object' && 'denied' in decision ? ` ${decision.denied}` : '';
  const result = errorResult(call, `The call was not approved.${reason}`);
  const failure = typeof decision === 'object' && 'error' in decision ? { error: decision.error } : {};
  return { call, status: 'denied', ...failure, result };
}

function unknownTool({ name }: ToolCall, tools: readonly Tool[]): string {
  const names = tools.map((tool) => tool.name).join(', ');
  return `There is no tool ${JSON.stringify(name)}. ${names === '' ? 'There are none.' : `There are: ${names}.`}`;
}

function malformedInput({ error }: ToolCall): string {
  return `The input is no JSON. ${error?.message} at character ${error?.position}.`;
}

function invalidInput(issues: Parameters<typeof textOfIssues>[0]): string {
  return `The input is invalid. ${textOfIssues(issues)}`;
}
