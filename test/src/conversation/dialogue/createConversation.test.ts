import { type ConverseClient, type ConverseEvent, createConversation } from 'rx-bedrock';
import { vocabulary } from 'rx-bedrock/testing';
import { concatAll, type Observable, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { clientOf, drawnInTurns } from '../../../drawnInTurns.js';
import { spoken } from './spoken.js';

describe('createConversation', () => {
  it('does what its diagram draws', async () => {
    const asked: string[] = [];
    await drawnInTurns('src/conversation/dialogue/createConversation.ts', ({ cold, shows }) => {
      const answering = clientOf(cold('request 1', vocabulary), cold('request 2', vocabulary));
      const client: ConverseClient = {
        send(command) {
          asked.push(spoken(command.input.messages));
          return answering.send(command);
        },
      };
      const conversation = createConversation(client, { modelId: 'any' });
      const [p, q] = [new Subject<Observable<ConverseEvent>>(), new Subject<Observable<ConverseEvent>>()];
      shows('send(p)', p.pipe(concatAll()), vocabulary);
      shows('send(q)', q.pipe(concatAll()), vocabulary);
      cold('questions', { p, q }).subscribe((question) => {
        question.next(conversation.send(question === p ? 'p' : 'q'));
        question.complete();
      });
    })();
    expect(asked).toEqual(['p', 'p>ab/q']);
  });
});
