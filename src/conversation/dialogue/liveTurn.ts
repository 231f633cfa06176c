import type { Message } from '@aws-sdk/client-bedrock-runtime';
import { AsyncSubject, EMPTY, identity, Observable, ReplaySubject, switchMap } from 'rxjs';
import type { ConverseEvent } from '../../events.js';
import { outsideLaunch } from '../../sharing/launch.js';
import { markShared } from '../../sharing/shareLatest.js';
import { frozenCopy } from '../frozenCopy.js';
import type { Answer, Progress } from './answer.js';
import type { SendOptions } from './options.js';
import type { ConversationTurn } from './state.js';

/** A turn from the moment that it is asked for. */
export class LiveTurn {
  /** What the turn is, at this moment. */
  view: ConversationTurn;
  /** What `send` returns. */
  readonly events: Observable<ConverseEvent>;
  readonly options: SendOptions;
  isStopping = false;
  /** Emits once when the turn is to stop, also for who comes later: the reason, where there is one. */
  private readonly stopping = new ReplaySubject<Error | undefined>(1);
  private answer: Answer | undefined;
  private readonly generation = new AsyncSubject<Observable<ConverseEvent>>();

  constructor(user: Message, options: SendOptions) {
    this.options = options;
    const events = this.generation.pipe(switchMap(identity));
    // Whoever subscribes, and whenever, there is one generation; and whoever shares it again, it has begun.
    this.events = markShared(
      new Observable((subscriber) => {
        outsideLaunch(() => {
          subscriber.add(events.subscribe(subscriber));
        });
      }),
    );
    this.view = frozenCopy({ user, messages: [], status: 'waiting', events: this.events });
  }

  /** A turn that has ended before, maybe in another process. */
  static ended(view: ConversationTurn): LiveTurn {
    const turn = new LiveTurn(view.user, {});
    turn.view = frozenCopy(view);
    return turn;
  }

  /**
   * @param ask - is given what stops the answer
   * @param hear - is told before those who have waited for the turn
   */
  begin(ask: (stop: Observable<unknown>) => Answer, hear: (progress: Progress) => void): void {
    const answer = ask(this.stopping);
    this.answer = answer;
    // eslint-disable-next-line rxjs-x/no-ignored-subscription, rxjs-x/no-ignored-error -- stop() ends it; never errors
    answer.progress.subscribe(hear);
    this.open(answer.events);
  }

  run(): void {
    this.become({ status: 'running' });
  }

  stop(reason?: Error): void {
    this.isStopping = true;
    this.stopping.next(reason);
  }

  /** Gives the turn up before it has begun: what the user said remains. */
  skip(): void {
    this.become({ status: 'stopped' });
    this.open(EMPTY);
  }

  /** Takes over what the answer has come to. */
  advance({ state, messages, usage, hasEnded }: Progress): void {
    // What comes in between shows in the state, and is no news of the turn.
    if (!hasEnded && messages.length === this.view.messages.length) return;
    const { status, stopReason, error } = state;
    this.become({
      messages,
      ...(usage ? { usage } : {}),
      ...(hasEnded ? { status: status as ConversationTurn['status'] } : {}),
      ...(hasEnded && stopReason ? { stopReason } : {}),
      ...(hasEnded && error ? { error } : {}),
    });
  }

  /** The turn as if it were stopped now: what another conversation can begin with. */
  frozen(): ConversationTurn {
    const { events: _events, ...view } = this.view;
    if (view.status === 'waiting') return { ...view, status: 'stopped' };
    if (view.status !== 'running') return view;
    return frozenCopy({ ...view, status: 'stopped', messages: this.answer?.soFar() ?? [] });
  }

  private become(changes: Partial<ConversationTurn>): void {
    this.view = frozenCopy({ ...this.view, ...changes });
  }

  private open(events: Observable<ConverseEvent>): void {
    this.generation.next(events);
    this.generation.complete();
  }
}
