import { httpError, type LoopbackScript, startLoopbackBedrock } from 'rx-bedrock/testing/loopback';
import { expect, it, onTestFinished } from 'vitest';
import { scriptFor } from '../../../examples/shared-generation/server/model/scenarios.js';
import { describeWithRedis } from '../../redis/withRedis.js';
import { describeInChromium } from './chromium.js';
import { openDemo, openDemoOn, openTab, says, tabIn } from './stage.js';

describeInChromium('the line that is always true', (browser) => {
  it('counts what Bedrock has heard: joined, dropped, reloaded, in two tabs, stopped', async () => {
    const bedrock = await startBedrock(scriptFor(25));
    const { url } = await openDemoOn(bedrock);
    const tab = await openTab(browser(), url);
    await says(tab, '#truth').toBe('Bedrock requests 0 · subscribers 0 · tabs 0');
    const isTrue = async (subscribers: string, tabs: number) => {
      const { length } = bedrock.requests;
      await says(tab, '#truth').toBe(`Bedrock requests ${length} · ${subscribers} · tabs ${tabs}`);
      expect(length).toBe(1);
    };
    await tab.ask('How many?');
    await tab.page.waitForSelector('#transcript .block');
    await isTrue('subscribers 5', 1);
    await tab.page.click('#join');
    await isTrue('subscribers 6', 1);
    await tab.page.click('#drop');
    await tab.reaches('reconnecting');
    await tab.reaches('streaming');
    await isTrue('subscribers 6', 1);
    await tab.page.reload();
    await tab.page.waitForSelector('#transcript .block');
    await isTrue('subscribers 5', 1);
    const second = await openTab(browser(), tab.page.url());
    await second.page.waitForSelector('#transcript .block');
    await isTrue('subscribers 10', 2);
    await second.page.click('#stop');
    await tab.reaches('stopped');
    await isTrue('had 10 subscribers', 2);
  });

  it('counts attempts that have failed, too', async () => {
    const answer = scriptFor(4);
    let asked = 0;
    const bedrock = await startBedrock((request) =>
      asked++ === 0 ? [httpError(429, 'ThrottlingException', 'Slow down.')] : answer(request),
    );
    const { url } = await openDemoOn(bedrock);
    const tab = await openTab(browser(), url);
    await tab.ask('Twice?');
    await tab.reaches('complete');
    expect(bedrock.requests.length).toBe(2);
    await says(tab, '#truth').toBe('Bedrock requests 2 · had 5 subscribers · tabs 1');
    expect(await tab.text('#scenario-field')).toContain('a.model');
  });

  it('counts every attempt of a generation that is throttled to the end', async () => {
    const bedrock = await startBedrock(() => [httpError(429, 'ThrottlingException', 'Slow down.')]);
    const { url } = await openDemoOn(bedrock);
    const tab = await openTab(browser(), url);
    await tab.ask('Often?');
    await tab.reaches('failed');
    // Those of the SDK are among the three.
    expect(bedrock.requests.length).toBe(3);
    await says(tab, '#truth').toBe('Bedrock requests 3 · had 5 subscribers · tabs 1');
  });

  it('says nothing of what the server has not told, and when it is old', async () => {
    const { url } = await openDemo({ pace: 40 });
    const first = await openTab(browser(), url);
    await first.ask('Are you sure?');
    await first.page.waitForSelector('#transcript .block');
    const context = await browser().newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    let isDown = true;
    await page.route('**/audience/*', (route) => (isDown ? route.abort() : route.continue()));
    const tab = await tabIn(page, first.page.url());
    await tab.page.waitForSelector('#transcript .block');
    await says(tab, '#truth').toBe('Bedrock requests – · subscribers 5 · tabs –');
    isDown = false;
    await says(tab, '#truth').toBe('Bedrock requests 1 · subscribers 10 · tabs 2');
    isDown = true;
    await says(tab, '#truth').toMatch(/^Bedrock requests 1 [^]*as last heard$/);
  });

  describeWithRedis('with two servers', (redisUrl) => {
    it.each([
      ['which I read from', 'kill-reader', ['reconnecting', 'streaming']],
      ['which makes it', 'kill-maker', ['failed']],
    ])('counts on when the one dies %s', async (_, button, phases) => {
      const bedrock = await startBedrock(scriptFor(40));
      const { url } = await openDemoOn(bedrock, { instances: 2, redisUrl });
      const tab = await openTab(browser(), url);
      await tab.ask('Still once?');
      await tab.page.waitForSelector('#transcript .block p');
      await tab.page.click(`#${button}:not([aria-disabled])`);
      for (const phase of phases) await tab.reaches(phase);
      await says(tab, '#truth').toBe('Bedrock requests 1 · had 5 subscribers · tabs 1');
      expect(bedrock.requests.length).toBe(1);
    });
  });
});

async function startBedrock(script: LoopbackScript) {
  const bedrock = await startLoopbackBedrock({ script });
  onTestFinished(() => bedrock.close());
  return bedrock;
}
