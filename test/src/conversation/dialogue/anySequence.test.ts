import fc from 'fast-check';
import type { Conversation } from 'rx-bedrock';
import { setImmediate } from 'node:timers/promises';
import { firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { faultsInRequest } from '../historyRules.js';
import { begin, perform, type Play, play } from './play.js';

it('whatever happens, Bedrock accepts the history that is sent; and what was saved goes on in the same way', async () => {
  await fc.assert(
    fc.asyncProperty(play, async (scene) => {
      const { client, conversation } = begin(scene);
      let current = conversation;
      const all = [conversation];
      for (const what of scene.deeds) {
        const result = perform(what, current);
        if (result instanceof Promise) await result;
        else if (result !== current) all.push((current = result));
      }
      for (const each of all) each.close();
      await setImmediate();
      for (const { input } of client.requests) expect(faultsInRequest(input.messages)).toStrictEqual([]);
      for (const each of all) await goesOnInTheSameWay(each, scene);
    }),
    { numRuns: 300 },
  );
});

async function goesOnInTheSameWay(saved: Conversation, scene: Play): Promise<void> {
  const answers = [{ blocks: [], events: Infinity, then: 'end' as const, stopReason: 'tool_use' as const }];
  const quiet = { ...scene, answers, reacts: false };
  const [one, other] = [begin(quiet), begin(quiet)];
  one.conversation.restore(saved.toJSON());
  other.conversation.restore(JSON.stringify(saved));
  expect(one.conversation.toJSON()).toStrictEqual(saved.toJSON());
  expect(await firstValueFrom(one.conversation.messages)).toStrictEqual(await firstValueFrom(saved.messages));
  for (const { conversation, client } of [one, other]) {
    void conversation.send('Go on.');
    for (let turn = 0; turn < 3; turn++) await setImmediate();
    expect(client.requests).toHaveLength(1);
  }
  expect(other.client.requests[0]!.input).toStrictEqual(one.client.requests[0]!.input);
  expect(faultsInRequest(one.client.requests[0]!.input.messages)).toStrictEqual([]);
  one.conversation.close();
  other.conversation.close();
}
