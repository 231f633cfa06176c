import { expect, it } from 'vitest';
import { Turns } from '../../../../src/delivery/http/turns.js';

/** Something that takes a while, and how it went. */
function slow(said: string[], name: string, fails = false) {
  return async () => {
    said.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 1));
    said.push(`${name} ends`);
    if (fails) throw new Error(name);
    return name;
  };
}

it('what has the same name happens in turn, also where one before it fails', async () => {
  const turns = new Turns();
  const said: string[] = [];
  const all = await Promise.allSettled([
    turns.take('a', slow(said, 'first')),
    turns.take('a', slow(said, 'second', true)),
    turns.take('a', slow(said, 'third')),
  ]);
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  const inTurn = ['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]);
  expect(said).toEqual(inTurn);
});

it('what has another name waits for nobody', async () => {
  const turns = new Turns();
  void turns.take('a', () => new Promise(() => undefined));
  expect(await turns.take('b', () => Promise.resolve('done'))).toBe('done');
});

it('comes anew when those before are done', async () => {
  const turns = new Turns();
  const said: string[] = [];
  await turns.take('a', slow(said, 'first'));
  const [second] = await Promise.all([
    turns.take('a', slow(said, 'second')),
    turns.take('a', slow(said, 'third')),
  ]);
  expect(second).toBe('second');
  expect(said).toHaveLength(6);
});
