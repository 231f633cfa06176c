import { expect, it } from 'vitest';
import { Announcements } from '../../../src/conversation/announcements.js';

it('what changes together is told when all of it has changed', () => {
  const announcements = new Announcements();
  const told: string[] = [];
  announcements.during(() => {
    announcements.announce(() => told.push('first'));
    announcements.announce(() => told.push('second'));
    told.push('changed');
  });
  expect(told).toEqual(['changed', 'first', 'second']);
});

it('what a reaction changes is told after what it reacted to', () => {
  const announcements = new Announcements();
  const told: string[] = [];
  announcements.during(() => {
    announcements.announce(() => {
      told.push('first');
      announcements.announce(() => told.push('reaction'));
    });
    announcements.announce(() => told.push('second'));
  });
  expect(told).toEqual(['first', 'second', 'reaction']);
  expect(announcements.isTelling).toBe(false);
});

it('goes on after a change that fails', () => {
  const announcements = new Announcements();
  const fail = () => {
    throw new Error('no');
  };
  expect(() => announcements.during(fail)).toThrow('no');
  const told: string[] = [];
  announcements.announce(() => told.push('later'));
  expect(told).toEqual(['later']);
});
