import { expect, it } from 'vitest';
import { describeInChromium } from './chromium.js';
import { openDemo, openTab, type Tab } from './stage.js';

describeInChromium('where things are', (browser) => {
  it.each([
    [1440, 900],
    [1366, 768],
  ])('all panes and a late reader are in view at %i × %i', async (width, height) => {
    const { url } = await openDemo();
    const tab = await openTab(browser(), url, { viewport: { width, height } });
    await tab.ask('What can be seen?');
    await tab.reaches('complete');
    await tab.page.click('#join');
    for (const pane of ['.transcript', '.marbles', '.meter', '.tools', '.log', '#late li']) {
      const { top, bottom } = await placeOf(tab, pane);
      expect({ pane, isInView: top >= 0 && bottom <= height }).toEqual({ pane, isInView: true });
    }
  });

  it('what is read first is seen first, and a late reader is brought into view: 390 × 844', async () => {
    const { url } = await openDemo();
    const tab = await openTab(browser(), url, {
      viewport: { width: 390, height: 844 },
      reducedMotion: 'reduce',
    });
    await tab.ask('What can be seen?');
    await tab.reaches('complete');
    const order = ['.transcript', '.late', '.marbles', '.meter', '.tools', '.log'];
    const tops = await Promise.all(order.map(async (pane) => (await placeOf(tab, pane)).top));
    expect(tops).toEqual(tops.toSorted((one, other) => one - other));
    expect(tops[0]).toBeLessThan(600);
    const before = await placeOf(tab, '.marbles');
    const scrolled = () => tab.page.evaluate(() => scrollY);
    expect(await scrolled()).toBe(0);
    await tab.page.click('#join');
    await tab.page.waitForSelector('#late li');
    expect((await placeOf(tab, '#late li')).bottom).toBeLessThanOrEqual(844);
    // Its place was kept free: nothing else has moved.
    expect((await placeOf(tab, '.marbles')).top + (await scrolled())).toBe(before.top);
  });

  it('says what a button does, to whoever points at it or comes to it by keyboard, and moves nothing', async () => {
    const { url } = await openDemo({ pace: 40 });
    const tab = await openTab(browser(), url);
    const { page } = tab;
    const tip = page.locator('#drop-hint');
    expect(await tip.isVisible()).toBe(false);
    const before = await placeOf(tab, '.transcript');
    await page.hover('#drop');
    expect(await tip.isVisible()).toBe(true);
    expect(await placeOf(tab, '.transcript')).toEqual(before);
    await page.keyboard.press('Escape');
    expect(await tip.isVisible()).toBe(false);
    await page.mouse.move(0, 0);
    await page.focus('#join');
    await page.keyboard.press('Tab');
    expect(await tip.isVisible()).toBe(true);
    expect(await page.locator('#join-hint').isVisible()).toBe(false);
    await page.keyboard.press('Escape');
    expect(await tip.isVisible()).toBe(false);
  });
});

function placeOf({ page }: Tab, selector: string): Promise<{ top: number; bottom: number }> {
  return page.evaluate((which) => {
    const { top, bottom } = document.querySelector(which)!.getBoundingClientRect();
    return { top, bottom };
  }, selector);
}
