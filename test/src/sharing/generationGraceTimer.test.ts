import { multicastReplay } from 'rx-bedrock/operators';
import { NEVER } from 'rxjs';
import { expect, it } from 'vitest';

it('the timer of the grace does not keep a process alive', () => {
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const before = timers();
  const shared = NEVER.pipe(multicastReplay({ grace: 60_000 }));
  shared.subscribe().unsubscribe();
  expect(timers()).toBe(before);
  // A kept timer would have been seen, so this looks at the right thing.
  const kept = setTimeout(() => undefined, 60_000);
  expect(timers()).toBe(before + 1);
  clearTimeout(kept);
  // Coming back takes the grace's own timer away.
  shared.subscribe();
});
