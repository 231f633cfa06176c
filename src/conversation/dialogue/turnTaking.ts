import type { ContentBlock, Message } from '@aws-sdk/client-bedrock-runtime';
import { EMPTY, type Observable, throwError } from 'rxjs';
import { GenerationError, type GenerationErrorCode } from '../../errors.js';
import type { ConverseEvent } from '../../events.js';
import { sameItems } from '../../sharing/follow.js';
import { outsideLaunch } from '../../sharing/launch.js';
import type { ConverseClient } from '../../source/input.js';
import { Announcements } from '../announcements.js';
import { type Answer, ask, failure, type Progress } from './answer.js';
import { askWithTools } from './answerWithTools.js';
import type { Conversation } from './conversation.js';
import { forOthers, frozenCopy } from '../frozenCopy.js';
import { acceptable } from '../history/acceptable.js';
import { Latest } from './latest.js';
import { LiveTurn } from './liveTurn.js';
import { checkSendOptions } from './optionChecks.js';
import type { ConversationOptions, SendOptions } from './options.js';
import { type ForkOptions, placeOfFork } from './forkOptions.js';
import { requestFor, saidIn } from './request.js';
import { load, save, type SavedConversation } from './saved.js';
import { type ConversationState, type ConversationTurn, idleState } from './state.js';
import { userSays } from './userSays.js';

/** A conversation: who has the floor, who waits for it, and what was said. */
export class TurnTaking implements Conversation {
  readonly state: Observable<ConversationState>;
  readonly turns: Observable<readonly ConversationTurn[]>;
  readonly messages: Observable<readonly Message[]>;
  private readonly client: ConverseClient;
  private readonly options: ConversationOptions;
  /** In order: those that have ended, the one that is running, those that wait. */
  private list: readonly LiveTurn[];
  /** The turn that has the floor: it may be thrown away, and still has to come to its end. */
  private running: LiveTurn | undefined;
  private isClosed = false;
  private readonly announcements = new Announcements();
  private readonly stateNow: Latest<ConversationState>;
  private readonly turnsNow: Latest<readonly ConversationTurn[]>;
  private readonly messagesNow: Latest<readonly Message[]>;

  /** @param turns - those that have ended before */
  constructor(client: ConverseClient, options: ConversationOptions, turns: readonly ConversationTurn[]) {
    this.client = client;
    this.options = frozenCopy({ ...options });
    this.list = turns.map((turn) => LiveTurn.ended(turn));
    this.stateNow = new Latest(this.announcements, idleState());
    this.turnsNow = new Latest(this.announcements, turnsForOthers(this.list));
    this.messagesNow = new Latest(this.announcements, historyForOthers(this.list));
    this.state = this.stateNow.values;
    this.turns = this.turnsNow.values;
    this.messages = this.messagesNow.values;
  }

  send(content: string | ContentBlock[], options: SendOptions = {}): Observable<ConverseEvent> {
    const said = userSays(content);
    checkSendOptions(this.client, options, this.options);
    const turn = new LiveTurn(said, frozenCopy({ ...options }));
    const { policy = 'concat' } = this.options;
    if (this.isClosed) return failing('aborted', 'The conversation is closed.');
    if (policy === 'exhaust' && this.isBusy()) return EMPTY;
    if (policy === 'error' && this.isBusy()) {
      return failing('rejected', 'A turn is running: stop it, wait for its end, or choose another policy.');
    }
    const before = this.list;
    this.change(() => {
      this.list = [...before, turn];
      if (policy === 'switch') this.giveUp(before);
    });
    return turn.events;
  }

  regenerate(options: SendOptions = {}): Observable<ConverseEvent> {
    checkSendOptions(this.client, options, this.options);
    if (this.isClosed) return failing('aborted', 'The conversation is closed.');
    const last = this.latest();
    if (!last) return failing('rejected', 'Nothing was asked yet: there is no answer to regenerate.');
    const turn = new LiveTurn(last.view.user, frozenCopy({ ...last.options, ...options }));
    this.change(() => {
      this.list = this.list.map((other) => (other === last ? turn : other));
      if (last === this.running) last.stop();
      else if (isWaiting(last)) last.skip();
    });
    return turn.events;
  }

  stop(reason?: Error): void {
    this.announcements.during(() => this.running?.stop(reason));
  }

  fork(options: ForkOptions = {}): Conversation {
    const turns = this.frozen();
    return new TurnTaking(this.client, this.options, turns.slice(0, placeOfFork(options, turns.length)));
  }

  toJSON(): SavedConversation {
    return save(this.frozen());
  }

  restore(json: SavedConversation | string): void {
    const turns = load(json);
    if (this.isClosed)
      throw new GenerationError('aborted', 'The conversation is closed: create another one.');
    const before = this.list;
    this.change(() => {
      this.list = turns.map((turn) => LiveTurn.ended(turn));
      this.giveUp(before);
    }, idleState());
  }

  close(): void {
    this.isClosed = true;
    this.change(() => {
      this.giveUp(this.list);
    });
  }

  /** Whether somebody has the floor, or waits for it; who is being stopped is as good as gone. */
  private isBusy(): boolean {
    const isGoing = this.running !== undefined && !this.running.isStopping;
    return isGoing || this.list.some(isWaiting);
  }

  /** The turn that is running, or has ended last. */
  private latest(): LiveTurn | undefined {
    // What was thrown away may still have the floor: who waits for it first is as good as running.
    const isLeaving = this.running !== undefined && !this.list.includes(this.running);
    const next = isLeaving ? this.list.find(isWaiting) : undefined;
    return next ?? this.list.findLast((turn) => !isWaiting(turn));
  }

  /** Stops the one that is running, and those that wait. */
  private giveUp(turns: readonly LiveTurn[]): void {
    for (const turn of turns) if (isWaiting(turn)) turn.skip();
    this.running?.stop();
  }

  /** Makes a change, gives the floor to who has waited longest if it is free, and tells everybody. */
  private change(make: () => void, state?: ConversationState): void {
    this.announcements.during(() => {
      make();
      const next = this.running ? undefined : this.list.find(isWaiting);
      next?.run();
      this.running ??= next;
      this.show();
      if (state) this.stateNow.set(state);
      if (next) this.begin(next);
      else if (this.isClosed && !this.running) this.end();
    });
  }

  private show(): void {
    const before = this.turnsNow.value;
    const now = turnsForOthers(this.list);
    if (sameItems(before, now)) return;
    this.turnsNow.set(now);
    if (!sameItems(before.filter(isHeard), now.filter(isHeard))) {
      this.messagesNow.set(historyForOthers(this.list));
    }
  }

  private begin(turn: LiveTurn): void {
    // Whoever makes us begin by subscribing to something: what becomes of that does not undo what was said.
    outsideLaunch(() => {
      turn.begin(
        (stop) => this.answerTo(turn, stop),
        (progress) => {
          this.hear(turn, progress);
        },
      );
    });
  }

  private answerTo(turn: LiveTurn, stop: Observable<unknown>): Answer {
    const before = this.list.slice(0, this.list.indexOf(turn)).map(({ view }) => view);
    try {
      const said = [...saidIn(before), turn.view.user];
      const request = requestFor(said, { ...this.options, ...turn.options });
      return request.tools
        ? askWithTools(this.client, request, request.tools, stop)
        : ask(this.client, request, stop);
    } catch (error) {
      // A hook of the caller's, say: a turn fails by its error, wherever that comes from.
      return failure(error);
    }
  }

  private hear(turn: LiveTurn, progress: Progress): void {
    const { view } = turn;
    turn.advance(progress);
    // One that was thrown away is nobody's business any more.
    const state = this.list.includes(turn) ? progress.state : undefined;
    if (turn.view !== view) {
      this.change(() => {
        if (progress.hasEnded) this.running = undefined;
      }, state);
    } else if (state) this.stateNow.set(state);
  }

  private end(): void {
    for (const each of [this.turnsNow, this.messagesNow, this.stateNow]) each.end();
  }

  private frozen(): ConversationTurn[] {
    return this.list.map((turn) => turn.frozen());
  }
}

function isWaiting({ view }: LiveTurn): boolean {
  return view.status === 'waiting';
}

/** Whether the model has been told of a turn. */
function isHeard({ status }: ConversationTurn): boolean {
  return status !== 'waiting';
}

/** The turns as those have them who follow: what is done with them changes nothing here. */
function turnsForOthers(turns: readonly LiveTurn[]): readonly ConversationTurn[] {
  return forOthers(frozenCopy(turns.map(({ view }) => view)));
}

/** The same of what the model has been told, and has said. */
function historyForOthers(turns: readonly LiveTurn[]): readonly Message[] {
  const heard = turns.map(({ view }) => view).filter(isHeard);
  return forOthers(frozenCopy(acceptable(saidIn(heard))));
}

function failing(code: GenerationErrorCode, message: string): Observable<ConverseEvent> {
  return throwError(() => new GenerationError(code, message));
}
