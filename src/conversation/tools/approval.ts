import { defaultIfEmpty, from, Observable, type ObservableInput, take } from 'rxjs';
import type { ToolCall } from '../../message/toolCall.js';

/** Whether a tool may run; what is denied goes back to the model, with the reason if there is one. */
export type Approval = boolean | { readonly denied: string };

/** Decides whether a tool may run, at once or later: by a promise, or by the first value of an Observable. */
export type Approver = (
  call: ToolCall,
  context: { readonly signal: AbortSignal },
) => Approval | ObservableInput<Approval>;

/** What is decided: exactly one, `false` where nothing is. Who leaves before that aborts the question. */
export function askFor(approver: Approver, call: ToolCall, onWait: () => void): Observable<Approval> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    let isDecided = false;
    subscriber.add(() => {
      if (!isDecided) controller.abort();
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
    const answers = from(answer).pipe(take(1), defaultIfEmpty(false));
    onWait();
    subscriber.add(answers.subscribe({ next: decide, error: (error: unknown) => subscriber.error(error) }));
  });
}

function isApproval(answer: Approval | ObservableInput<Approval>): answer is Approval {
  return (
    typeof answer === 'boolean' || typeof (answer as { denied?: unknown } | undefined)?.denied === 'string'
  );
}
