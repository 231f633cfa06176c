import type { Message, TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import { map, type Observable, throwError } from 'rxjs';
import { converse } from '../../converse.js';
import { toGenerationError } from '../../errors.js';
import type { ConverseEvent } from '../../events.js';
import { emptyMessage } from '../../message/fold.js';
import { partialOf } from '../../message/snapshotOf.js';
import { trackedState } from '../../sharing/trackedState.js';
import type { ConverseClient } from '../../source/input.js';
import { cutNow, saying } from './seenNow.js';
import type { Request } from './request.js';
import type { ConversationState } from './state.js';

/** What a turn has come to. */
export interface Progress {
  readonly state: ConversationState;
  /** What the turn adds to the history so far. */
  readonly messages: readonly Message[];
  readonly usage?: TokenUsage | undefined;
  readonly hasEnded: boolean;
}

/** What comes of a question. */
export interface Answer {
  /** The generation: hot, for whoever comes. */
  readonly events: Observable<ConverseEvent>;
  /** Never errors; the last one says how it ended. */
  readonly progress: Observable<Progress>;
  /** What the turn would add to the history if it were stopped now. */
  soFar(): readonly Message[];
}

/** Asks the model. */
export function ask(client: ConverseClient, request: Request, stop: Observable<unknown>): Answer {
  return answerOf(converse(client, request.input, { ...request.options, stop }));
}

/** Where nothing could be asked. */
export function failure(error: unknown): Answer {
  return answerOf(throwError(() => toGenerationError(error, partialOf(emptyMessage))));
}

function answerOf(events: Observable<ConverseEvent>): Answer {
  return {
    events,
    progress: trackedState(events).pipe(
      map((state) => {
        const { status, message, usage } = state;
        const hasEnded = status !== 'connecting' && status !== 'streaming';
        const messages = hasEnded ? saying(message) : [];
        return { state: { ...state, toolRuns: [] }, messages, usage, hasEnded };
      }),
    ),
    soFar: () => cutNow(events),
  };
}
