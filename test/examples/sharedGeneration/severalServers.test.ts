import { expect, it } from 'vitest';
import type { Audience } from '../../../examples/shared-generation/about.js';
import { start } from '../program.js';
import { describeWithRedis } from '../../redis/withRedis.js';
import { describeInChromium, photograph } from './chromium.js';
import { openDemo, openTab, says } from './stage.js';

describeWithRedis('two servers in a terminal', (redisUrl) => {
  it('leave nothing behind when Ctrl-C ends them', async () => {
    const line = ['--instances', '2', '--redis', redisUrl, '--port', '0'];
    const program = start('shared-generation/server/main.ts', line);
    await program.prints('Open http');
    program.interrupt();
    // Its output is over when the last process is gone that could write there.
    const { code, stderr } = await program.finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describeInChromium('two servers behind one port', (browser) => {
  describeWithRedis('with Redis', (redisUrl) => {
    it('nothing is lost when the one dies that is read from', { timeout: 60_000 }, async () => {
      const { url, notices } = await openDemo({ instances: 2, redisUrl, pace: 14 });
      expect(notices).toEqual([]);
      const tab = await openTab(browser(), url);
      await tab.ask('Will it survive?');
      await tab.page.waitForSelector('#transcript ol li');
      await tab.page.click('#kill-reader:not([aria-disabled])');
      await tab.reaches('reconnecting');
      await tab.reaches('complete');
      expect(await tab.text('#transcript')).toContain('two tool calls are coming');
      expect(await tab.page.locator('#tools article').count()).toBe(2);
      await says(tab, '#truth').toBe('Bedrock requests 1 · had 5 subscribers · tabs 1');
      const witness = await openTab(browser(), tab.page.url());
      await witness.reaches('complete');
      expect(await tab.text('#transcript')).toBe(await witness.text('#transcript'));
    });

    it('says which one can be killed, also when there was only one to begin with', async () => {
      const { url } = await openDemo({ instances: 2, redisUrl, pace: 120 });
      await fetch(new URL('/servers/B', url), { method: 'DELETE' });
      const tab = await openTab(browser(), url);
      await tab.ask('Who is there?');
      await says(tab, '#kill-maker').toBe('Kill server A, which makes it');
      // The other one is back after four seconds, but it is not read from until somebody comes to it.
      await expect.poll(() => isUp(url, 'B'), { timeout: 20_000 }).toBe(true);
      const other = await openTab(browser(), tab.page.url());
      await says(other, '#kill-reader').toBe('Kill server B, which I read from');
      expect(await tab.page.locator('#kill-reader').getAttribute('aria-disabled')).toBe('true');
      await other.page.click('#kill-reader');
      await other.reaches('reconnecting');
      expect(await tab.page.locator('#status').getAttribute('data-phase')).toBe('streaming');
    });

    it('says in the server’s words why one cannot be killed, and does not insist', async () => {
      const { url } = await openDemo({ instances: 2, redisUrl, pace: 40 });
      const tab = await openTab(browser(), url);
      let asked = 0;
      await tab.page.route('**/servers/*', (route) => {
        asked += 1;
        return route.fulfill({ status: 404, json: { message: 'No such server is up.' } });
      });
      await tab.ask('Who is there?');
      await tab.page.click('#kill-reader:not([aria-disabled])');
      await says(tab, '#advice').toBe('That did not work. No such server is up.');
      await tab.reaches('complete');
      expect(asked).toBe(1);
    });

    it('every reader is told when the one dies that makes it', { timeout: 60_000 }, async () => {
      const { url } = await openDemo({ instances: 2, redisUrl, pace: 40 });
      const tab = await openTab(browser(), url);
      await tab.ask('And this one?');
      await tab.page.waitForSelector('#transcript .block p');
      await photograph(tab.page, 'two-servers');
      await tab.page.click('#kill-maker:not([aria-disabled])');
      await tab.reaches('failed');
      expect(await tab.text('#phase')).toBe('Its server has died');
      expect(await tab.text('#advice')).toMatch(/cannot be taken over.* Ask again.* are kept/);
      await photograph(tab.page, 'server-died');
      await tab.ask('A new one?');
      await says(tab, '#transcript').toContain('A new one?');
    });
  });
});

async function isUp(url: string, name: string): Promise<boolean> {
  const answer = await fetch(new URL('/audience/any', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tab: 'a-test-asks', subscribers: 0, isHidden: true }),
  });
  const { servers } = (await answer.json()) as Audience;
  return servers.some((server) => server.name === name && server.isUp);
}
