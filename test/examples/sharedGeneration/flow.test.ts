import { expect, it } from 'vitest';
import { describeInChromium, photograph } from './chromium.js';
import { openDemo, openTab, says, tabIn } from './stage.js';

describeInChromium('the page of shared-generation', (browser) => {
  it('shows one answer in every pane, and asks Bedrock once', async () => {
    const { url } = await openDemo();
    const tab = await openTab(browser(), url);
    await photograph(tab.page, 'empty');
    await tab.ask('How many readers can there be?');
    await tab.reaches('streaming');
    await tab.page.waitForSelector('#transcript table');
    await photograph(tab.page, 'streaming');
    await tab.reaches('complete');

    expect(await tab.text('#transcript')).toContain('How many readers can there be?');
    expect(await tab.page.locator('#transcript pre code').count()).toBe(1);
    expect(await tab.page.locator('#tools article').count()).toBe(2);
    expect(await tab.text('#tools')).toContain('About: How many readers can there be?');
    await says(tab, '#meter-quality').toBe('Exact: counted by Bedrock');
    expect(await tab.text('#tokens-in')).toBe('46');
    expect(await tab.page.locator('#sparkline .line').getAttribute('d')).toMatch(/^M.+L/);
    expect(await tab.text('#log')).toContain('metadata');
    expect(await tab.page.locator('#log li').count()).toBeLessThanOrEqual(150);
    await says(tab, '#truth').toBe('Bedrock requests 1 · had 5 subscribers · tabs 1');
    await photograph(tab.page, 'complete');
    expect(tab.errors).toEqual([]);
    expect(tab.foreign).toEqual([]);
  });

  it('lets readers join late, who get the past at once and end with the same', async () => {
    const { url } = await openDemo();
    const tab = await openTab(browser(), url);
    await tab.ask('Who comes late?');
    await tab.page.waitForSelector('#transcript ol li:nth-child(2)');
    await tab.page.click('#join');
    await tab.page.waitForSelector('#transcript table');
    await tab.page.click('#join');
    await tab.reaches('complete');
    await tab.page.click('#join');

    await tab.page.waitForSelector('#late li:nth-child(3)');
    await says(tab, '#late li:nth-child(3)').toMatch(/[\d,]{4,} characters at once, 0 live/);
    expect(await tab.text('#late li:nth-child(1)')).toMatch(/[\d,]{3,} characters at once, [\d,]{2,} live/);
    const tails = await tab.page.locator('#late .tail').allInnerTexts();
    expect(tails[0]).toContain('two tool calls are coming');
    expect(new Set(tails).size).toBe(1);
    await says(tab, '#truth').toBe('Bedrock requests 1 · had 8 subscribers · tabs 1');

    await tab.page.click('summary:has-text("The same in words")');
    await tab.page.waitForSelector('#lane-table tr:nth-child(8)');
    const rows = await tab.page.locator('#lane-table tr').allInnerTexts();
    // Catching up takes a few events, however many there were.
    expect(rows[5]).toMatch(/Late reader 1\t[\d.]+ s\t\d events, \d+ characters\t\d+ events\tcomplete/);

    await tab.page.click('#late li:nth-child(2) button');
    // It had eight, and who closes the book now has read it.
    await says(tab, '#truth').toBe('Bedrock requests 1 · had 8 subscribers · tabs 1');
    expect(await tab.page.locator('#late li').count()).toBe(2);
  });

  it('loses its network, comes back for the rest, and has no gap and nothing twice', async () => {
    const { url } = await openDemo({ pace: 14 });
    const tab = await openTab(browser(), url);
    const resumed: string[] = [];
    tab.page.on('request', (request) => {
      const position = request.headers()['last-event-id'];
      if (position !== undefined) resumed.push(position);
    });
    await tab.ask('Is anything lost?');
    await tab.page.waitForSelector('#transcript ol li:nth-child(2)');
    const witness = await openTab(browser(), tab.page.url());
    await tab.page.click('#drop');
    await tab.reaches('reconnecting');
    await photograph(tab.page, 'reconnecting');
    await Promise.all([tab.reaches('complete'), witness.reaches('complete')]);

    expect(resumed.length).toBeGreaterThan(0);
    expect(Number(resumed[0])).toBeGreaterThan(10);
    expect(await tab.text('#transcript')).toBe(await witness.text('#transcript'));
    expect(await tab.text('#tools')).toBe(await witness.text('#tools'));
    await tab.page.click('summary:has-text("The same in words")');
    await says(tab, '#outages').toMatch(
      /^The network was lost from [\d.]+ s to [\d.]+ s \(\d{2,} events caught up with\)\.$/,
    );
    await says(tab, '#truth').toBe('Bedrock requests 1 · had 10 subscribers · tabs 2');
  });

  it('opens a second tab on the same generation, and counts both', async () => {
    const { url } = await openDemo();
    const tab = await openTab(browser(), url);
    await tab.ask('Are we two?');
    await tab.page.waitForSelector('#second[href]');
    await tab.page.waitForSelector('#transcript ol li');
    const [opened] = await Promise.all([tab.page.context().waitForEvent('page'), tab.page.click('#second')]);
    const second = await tabIn(opened, tab.page.url());
    await Promise.all([tab.reaches('complete'), second.reaches('complete')]);
    expect(await second.text('#transcript')).toBe(await tab.text('#transcript'));
    // What it has missed is shown as past, though it has come over the network and not from memory.
    await second.page.click('summary:has-text("The same in words")');
    await says(second, '#lane-table tr:first-child').toMatch(
      /\t\d+ events, \d+ characters\t\d+ events\tcomplete/,
    );
    for (const each of [tab, second])
      await says(each, '#truth').toBe('Bedrock requests 1 · had 10 subscribers · tabs 2');
    await opened.close({ runBeforeUnload: true });
    await says(tab, '#truth').toBe('Bedrock requests 1 · had 10 subscribers · tabs 1');
  });

  it('stops for everybody, and keeps what has come', async () => {
    const { url } = await openDemo({ pace: 30 });
    const tab = await openTab(browser(), url);
    await tab.ask('Enough?');
    await tab.page.waitForSelector('#transcript .block p');
    const second = await openTab(browser(), tab.page.url());
    await second.page.waitForSelector('#transcript .block p');
    await tab.page.click('#stop');
    await Promise.all([tab.reaches('stopped'), second.reaches('stopped')]);
    expect(await tab.text('#advice')).toMatch(/The \d+ characters that had arrived are kept/);
    expect(await second.text('#transcript')).toBe(await tab.text('#transcript'));
    expect(await tab.text('#transcript')).toContain('You asked');
    await photograph(tab.page, 'stopped');
  });

  it('stops also when the button is pressed while the network is away', async () => {
    const { url } = await openDemo({ pace: 40 });
    const tab = await openTab(browser(), url);
    await tab.ask('Enough, wherever I am?');
    await tab.page.waitForSelector('#transcript .block p');
    await tab.page.click('#drop');
    await tab.reaches('reconnecting');
    await tab.page.click('#stop');
    await tab.reaches('stopped');
  });

  it('is there again after a reload', async () => {
    const { url } = await openDemo();
    const tab = await openTab(browser(), url);
    await tab.ask('Again?');
    await tab.page.waitForSelector('#transcript ol li');
    await tab.page.reload();
    await tab.reaches('complete');
    expect(await tab.text('#transcript')).toContain('two tool calls are coming');
    await says(tab, '#truth').toBe('Bedrock requests 1 · had 5 subscribers · tabs 1');
  });

  it('turns to the next question while the first is being answered', async () => {
    const { url } = await openDemo({ pace: 30 });
    const tab = await openTab(browser(), url);
    await tab.ask('The first?');
    await tab.page.waitForSelector('#transcript .block p');
    await tab.page.click('#join');
    await tab.ask('The second?');
    await says(tab, '#transcript').toContain('The second?');
    expect(await tab.text('#transcript')).not.toContain('The first?');
    expect(await tab.page.locator('#late li').count()).toBe(0);
    await says(tab, '#truth').toBe('Bedrock requests 1 · subscribers 5 · tabs 1');
  });
});
