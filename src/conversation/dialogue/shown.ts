import type { Message } from '@aws-sdk/client-bedrock-runtime';
import type { Observable } from 'rxjs';
import { sameItems } from '../../sharing/follow.js';
import type { Announcements } from '../announcements.js';
import { forOthers, frozenCopy, type Given } from '../frozenCopy.js';
import { acceptable } from '../history/acceptable.js';
import { Latest } from './latest.js';
import { saidIn } from './request.js';
import { type ConversationState, type ConversationTurn, idleState } from './state.js';

/** What those are given who follow a conversation: whatever they do with it, it changes nothing in there. */
export class Shown {
  readonly state: Observable<ConversationState>;
  readonly turns: Observable<readonly ConversationTurn[]>;
  readonly messages: Observable<readonly Message[]>;
  /** What has not changed is the very same thing in what is shown next: a screen can skip it. */
  private readonly given: Given = new WeakMap();
  private readonly stateNow: Latest<ConversationState>;
  private readonly turnsNow: Latest<readonly ConversationTurn[]>;
  private readonly messagesNow: Latest<readonly Message[]>;

  constructor(announcements: Announcements, turns: readonly ConversationTurn[]) {
    this.stateNow = new Latest(announcements, this.stateForOthers(idleState()));
    this.turnsNow = new Latest(announcements, this.turnsForOthers(turns));
    this.messagesNow = new Latest(announcements, this.historyForOthers(turns));
    this.state = this.stateNow.values;
    this.turns = this.turnsNow.values;
    this.messages = this.messagesNow.values;
  }

  showState(state: ConversationState): void {
    this.stateNow.set(this.stateForOthers(state));
  }

  /** Shows what is new of the turns, and of the history that they make. */
  showTurns(turns: readonly ConversationTurn[]): void {
    const before = this.turnsNow.value;
    const now = this.turnsForOthers(turns);
    if (sameItems(before, now)) return;
    this.turnsNow.set(now);
    if (!sameItems(before.filter(isHeard), now.filter(isHeard))) {
      this.messagesNow.set(this.historyForOthers(turns));
    }
  }

  end(): void {
    for (const each of [this.turnsNow, this.messagesNow, this.stateNow]) each.end();
  }

  private stateForOthers({ toolRuns, ...state }: ConversationState): ConversationState {
    // The runs are for others as they come: what a tool shows in them is its own.
    return Object.freeze({ ...forOthers(state, this.given), toolRuns: Object.freeze([...toolRuns]) });
  }

  private turnsForOthers(turns: readonly ConversationTurn[]): readonly ConversationTurn[] {
    return forOthers(frozenCopy(turns), this.given);
  }

  /** What the model has been told, and has said. */
  private historyForOthers(turns: readonly ConversationTurn[]): readonly Message[] {
    return forOthers(frozenCopy(acceptable(saidIn(turns.filter(isHeard)))), this.given);
  }
}

/** Whether the model has been told of a turn. */
function isHeard({ status }: ConversationTurn): boolean {
  return status !== 'waiting';
}
