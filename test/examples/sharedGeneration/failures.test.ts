import { expect, it, onTestFinished } from 'vitest';
import { nothingYet } from '../../../examples/shared-generation/page/situation.js';
import { describeInChromium, photograph } from './chromium.js';
import { flyTo, openDemo, openTab, openTabWithClock, says } from './stage.js';

describeInChromium('what goes wrong', (browser) => {
  it.each([
    ['throttled', 'failed', 'Too many requests', /Wait a moment, then ask again/],
    ['refused', 'failed', 'Refused', /You don't have access to the model.* Put that right, then ask again/],
    ['broken', 'failed', 'The model failed', /Ask again\. The [\d,]+ characters that had arrived are kept/],
    ['guardrail', 'warning', 'Stopped by a guardrail', /Ask in another way/],
  ])('%s: says what happened and what to do', async (scenario, phase, headline, advice) => {
    const { url } = await openDemo({ pace: 4 });
    const tab = await openTab(browser(), url);
    await tab.ask('Go wrong.', scenario);
    await tab.reaches(phase);
    expect(await tab.text('#phase')).toBe(headline);
    expect(await tab.text('#advice')).toMatch(advice);
    expect(await tab.text('#announcer')).toContain(headline);
    // Nothing spins, and nothing can be stopped.
    expect(await tab.page.locator('#transcript').getAttribute('aria-busy')).toBe('false');
    expect(await tab.page.locator('#transcript .waiting').count()).toBe(0);
    expect(await tab.page.locator('#stop').getAttribute('aria-disabled')).toBe('true');
    await photograph(tab.page, scenario);

    await tab.ask('Go right.');
    await tab.reaches('complete');
    expect(tab.errors).toEqual([]);
  });

  it('keeps what had come when the answer breaks off', async () => {
    const { url } = await openDemo({ pace: 2 });
    const tab = await openTab(browser(), url);
    await tab.ask('Break off.', 'broken');
    await tab.reaches('failed');
    expect(await tab.text('#transcript')).toContain('You asked: Break off.');
    await says(tab, '#meter-quality').toBe('Estimated while it comes');
  });

  it('a prompt that is empty, or far too long, is told before anything is sent', async () => {
    const { url } = await openDemo();
    const tab = await openTab(browser(), url);
    const posts: string[] = [];
    tab.page.on('request', (request) => {
      if (request.method() === 'POST') posts.push(request.url());
    });
    await tab.ask('  \n ');
    expect(await tab.text('#prompt-error')).toBe('Write a question first.');
    expect(await tab.page.locator('#prompt').getAttribute('aria-invalid')).toBe('true');
    expect(await tab.page.evaluate(() => document.activeElement?.id)).toBe('prompt');
    await tab.ask('x'.repeat(100_000));
    expect(await tab.text('#prompt-error')).toBe(
      'This has 100,000 characters, but 20,000 is the most. Shorten it.',
    );
    expect(posts).toEqual([]);
    await tab.ask('A good one.');
    await tab.reaches('complete');
    expect(await tab.text('#prompt-error')).toBe('');
  });

  it('a full log is told as such, tried again, and given up', { timeout: 60_000 }, async () => {
    const { url } = await openDemo({ pace: 400, maxGenerations: 1 });
    const tab = await openTab(browser(), url);
    await tab.ask('The only one.');
    await tab.page.waitForSelector('#second[href]');
    const other = await openTabWithClock(browser(), url);
    await other.ask('One too many.');
    await other.reaches('reconnecting');
    expect(await other.text('#phase')).toBe('The server cannot take it yet');
    await says(other, '#advice').toMatch(/Try again later.*Trying again/);
    await photograph(other.page, 'full-log');
    await flyTo(other, 'failed');
    expect(await other.text('#phase')).toBe('Not available');
  });

  it('a server that goes away is told, what had come is kept, and it does not spin for ever', {
    timeout: 60_000,
  }, async () => {
    const demo = await openDemo({ pace: 20 });
    const tab = await openTabWithClock(browser(), demo.url);
    await tab.ask('Will you stay?');
    await tab.page.waitForSelector('#transcript ol li');
    const before = await tab.text('#transcript');
    await demo[Symbol.asyncDispose]();
    await tab.reaches('reconnecting');
    await says(tab, '#truth').toMatch(/as last heard$/);
    await flyTo(tab, 'failed');
    expect(await tab.text('#phase')).toBe('No connection');
    expect(await tab.text('#advice')).toMatch(/Start it, then ask again\..* are kept/);
    expect((await tab.text('#transcript')).slice(0, 200)).toBe(before.slice(0, 200));
    await photograph(tab.page, 'server-gone');
  });

  it('a server that is down when it is asked is told, and Stop gives up at once', async () => {
    const demo = await openDemo();
    const tab = await openTab(browser(), demo.url);
    await demo[Symbol.asyncDispose]();
    await tab.ask('Is anybody there?');
    await tab.reaches('reconnecting');
    expect(await tab.text('#phase')).toBe('No connection yet');
    await tab.page.click('#stop');
    await tab.reaches('failed');
    expect(await tab.text('#phase')).toBe('Given up');
    await says(tab, '#truth').toBe('Bedrock requests 0 · had 5 subscribers · tabs 0');
    expect(tab.errors).toEqual([]);
  });

  it('a server that is down while the page loads is waited for', async () => {
    const { url } = await openDemo();
    const context = await browser().newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    let isDown = true;
    await page.route('**/about', (route) => (isDown ? route.abort() : route.fallback()));
    await page.goto(url);
    await page.getByText('The server of this page does not answer. Trying again.').first().waitFor();
    isDown = false;
    await page.locator('#ask[data-ready]').waitFor();
    expect(await page.locator('#advice').innerText()).toBe(nothingYet.advice);
  });

  it('a server that has come back without its memory says that the generation is gone', async () => {
    const demo = await openDemo({ pace: 30 });
    const tab = await openTab(browser(), demo.url);
    await tab.ask('Do you remember?');
    await tab.page.waitForSelector('#transcript .block p');
    await demo[Symbol.asyncDispose]();
    await openDemo({ port: Number(new URL(demo.url).port) });
    await tab.reaches('failed');
    expect(await tab.text('#phase')).toBe('No longer here');
    expect(await tab.text('#advice')).toMatch(/Ask again\..* are kept/);
    await tab.ask('Once more.');
    await tab.reaches('complete');
  });

  it('an address of no generation says so', async () => {
    const { url } = await openDemo();
    const tab = await openTab(browser(), `${url}?generation=nobody-knows-it`);
    await tab.reaches('failed');
    expect(await tab.text('#phase')).toBe('Not found');
    expect(await tab.text('#transcript')).toBe('Nothing had come when it ended.');
  });
});
