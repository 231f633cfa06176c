import { defaultIfEmpty, from, map, Observable, type ObservableInput, take } from 'rxjs';
import { complaint } from '../../check.js';
import { isRecord } from '../../message/shapes.js';
import type { ToolCall } from '../../message/toolCall.js';

/** Whether a tool may run; what is denied goes back to the model, with the reason if there is one. */
export type Approval = boolean | { readonly denied: string };

/** Decides whether a tool may run, at once or later: by a promise, or by the first value of an Observable. */
export type Approver = (
  call: ToolCall,
  context: { readonly signal: AbortSignal },
) => Approval | ObservableInput<Approval>;

/** What is decided: exactly one, `false` where nothing is. Who leaves before that aborts the question. */
export function askFor(
  approver: Approver,
  call: ToolCall,
  { onWait, whyGivenUp }: { readonly onWait: () => void; readonly whyGivenUp: () => unknown },
): Observable<Approval> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    let isDecided = false;
    subscriber.add(() => {
      if (!isDecided) controller.abort(whyGivenUp());
    });
    const decide = (approval: Approval) => {
      isDecided = true;
      subscriber.next(approval);
      subscriber.complete();
    };
    const answer = approver(call, { signal: controller.signal });
    if (isApproval(answer)) {
      decide(answer);
      return;
    }
    const answers = answersOf(answer).pipe(take(1), defaultIfEmpty(false), map(decisionIn));
    onWait();
    subscriber.add(answers.subscribe({ next: decide, error: (error: unknown) => subscriber.error(error) }));
  });
}

/** The answers of an approver that takes its time. */
function answersOf(answer: Exclude<ReturnType<Approver>, Approval>): Observable<unknown> {
  try {
    return from(answer);
  } catch (cause) {
    throw noApproval(
      'What options.onApproval returned',
      answer,
      ', or a promise or an Observable of one',
      cause,
    );
  }
}

function decisionIn(answer: unknown): Approval {
  if (isApproval(answer)) return answer;
  throw noApproval('What options.onApproval decided', answer, '');
}

function isApproval(answer: unknown): answer is Approval {
  return typeof answer === 'boolean' || (isRecord(answer) && typeof answer['denied'] === 'string');
}

function noApproval(name: string, value: unknown, orElse: string, cause?: unknown): TypeError {
  const rule = `true, false or { denied: 'the reason' }${orElse}`;
  const fix = 'Until it says true, the tool does not run.';
  return new TypeError(complaint(name, value, rule, fix), cause === undefined ? {} : { cause });
}
