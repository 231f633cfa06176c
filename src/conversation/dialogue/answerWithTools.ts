import type { Message, TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import {
  catchError,
  combineLatest,
  concat,
  concatMap,
  defer,
  filter,
  map,
  type Observable,
  of,
  scan,
  startWith,
  takeUntil,
  tap,
} from 'rxjs';
import { toGenerationError } from '../../errors.js';
import { emptyMessage, foldMessage } from '../../message/fold.js';
import { completedSnapshot } from '../../outcome.js';
import { trackedState } from '../../sharing/trackedState.js';
import type { ConverseClient } from '../../source/input.js';
import { isClientCall } from '../history/callIds.js';
import { asOneGeneration } from '../tools/asOneGeneration.js';
import { converseWithTools } from '../tools/converseWithTools.js';
import { historyOf } from '../tools/history.js';
import type { ToolRun } from '../tools/toolRun.js';
import { hasResults, type Turn, type TurnOutcome, wouldGoOn } from '../tools/turn.js';
import type { Answer, Progress } from './answer.js';
import type { Request, ToolSettings } from './request.js';
import { seenNow } from './seenNow.js';
import { type ConversationState, idleState } from './state.js';

/** Asks the model, which may call tools. */
export function askWithTools(
  client: ConverseClient,
  { input, options }: Request,
  tools: ToolSettings,
  stop: Observable<unknown>,
): Answer {
  const turns = converseWithTools(client, input, { ...options, ...tools, stop });
  return {
    events: asOneGeneration(turns),
    progress: defer(() => new Course().follow(turns)),
    soFar: () => soFar(turns),
  };
}

/** What has come of all turns until now. */
class Course {
  private messages: readonly Message[] = [];
  private usage: TokenUsage | undefined;
  private state: ConversationState = idleState();
  private wasHeldBack = false;

  follow(turns: Observable<Turn>): Observable<Progress> {
    return concat(
      turns.pipe(concatMap((turn) => this.through(turn))),
      defer(() => of({ ...this.progress(this.settled()), hasEnded: true })),
    ).pipe(
      catchError((cause: unknown) => {
        const error = toGenerationError(cause, { ...this.state, status: 'failed' });
        const state = { ...this.state, status: error.partial.status, error };
        return of({ ...this.progress(state), hasEnded: true });
      }),
    );
  }

  private through({ events, toolRuns, outcome }: Turn): Observable<Progress> {
    const before = this.state.toolRuns;
    const runs = toolRuns.pipe(
      scan(withRun, [] as readonly ToolRun[]),
      startWith([]),
      map((list) => [...before, ...list]),
    );
    const states = combineLatest([trackedState(events), runs]).pipe(
      map(([state, all]): ConversationState => ({ ...state, toolRuns: all })),
      tap((state) => (this.state = state)),
      // What has come to its end and calls no tools is told with the outcome.
      filter((state) => isGoingOn(state) || callsTools(state)),
      map((state) => this.progress(isGoingOn(state) ? state : { ...state, status: 'tool' })),
      takeUntil(outcome),
    );
    const last = outcome.pipe(
      tap((ended) => this.take(ended)),
      // With results it may go on; what is the end of all is told as such.
      filter((ended) => ended.status === 'complete' && hasResults(ended)),
      map(() => this.progress({ ...this.state, status: 'tool' })),
    );
    return concat(states, last);
  }

  private take(outcome: TurnOutcome): void {
    const { messages, totalUsage, ...ended } = outcome;
    const { text, toolRuns } = this.state;
    this.wasHeldBack = wouldGoOn(outcome);
    this.messages = [...this.messages, ...messages];
    this.usage = totalUsage;
    this.state = { ...ended, text, toolRuns };
  }

  /** Results that the model was never told: it would have gone on, and was not let. */
  private settled(): ConversationState {
    return this.wasHeldBack ? { ...this.state, status: 'stopped' } : this.state;
  }

  private progress(state: ConversationState = this.state): Progress {
    return { state, messages: this.messages, usage: this.usage, hasEnded: false };
  }
}

function isGoingOn({ status }: ConversationState): boolean {
  return status === 'connecting' || status === 'streaming';
}

function callsTools({ status, message }: ConversationState): boolean {
  return status === 'complete' && message.content.some(isClientCall);
}

/** The runs with what is new of one of them. */
function withRun(runs: readonly ToolRun[], run: ToolRun): readonly ToolRun[] {
  const at = runs.findIndex(({ call }) => call.blockIndex === run.call.blockIndex);
  return at < 0 ? [...runs, run] : runs.with(at, run);
}

/** What the turns would add to the history if they were stopped now. */
function soFar(turns: Observable<Turn>): Message[] {
  return seenNow(turns).flatMap(({ events, toolRuns, outcome }) => {
    const [ended] = seenNow(outcome);
    if (ended) return ended.messages;
    const state = seenNow(events).reduce(foldMessage, emptyMessage);
    return historyOf(completedSnapshot(state), state, seenNow(toolRuns));
  });
}
