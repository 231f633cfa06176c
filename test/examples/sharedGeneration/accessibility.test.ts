import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium, photograph } from './chromium.js';
import { openDemo, openTab } from './stage.js';

const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };
describeInChromium('everybody can use the page', (browser) => {
  it.each(['light', 'dark'] as const)(
    'axe finds nothing, wide and narrow: %s',
    { timeout: 120_000 },
    async (colorScheme) => {
      const { url } = await openDemo({ pace: 24 });
      const tab = await openTab(browser(), url, { colorScheme });
      const look = async (state: string) => {
        for (const [size, viewport] of Object.entries(sizes)) {
          await tab.page.setViewportSize(viewport);
          await photograph(tab.page, `${state}-${colorScheme}-${size}`);
          const violations = await violationsIn(tab.page);
          expect({ state, size, violations }).toEqual({ state, size, violations: [] });
        }
      };
      await look('empty');
      await tab.ask('');
      await look('no-prompt');
      await tab.ask('Can everybody read this?');
      await tab.page.waitForSelector('#transcript ol li');
      await tab.page.click('#join');
      await look('streaming');
      await tab.page.click('#drop');
      await tab.reaches('reconnecting');
      await look('reconnecting');
      await tab.reaches('complete');
      await tab.page.click('summary:has-text("The same in words")');
      await tab.page.click('summary:has-text("Reasoning")');
      await look('complete');
      await tab.ask('And now?', 'throttled');
      await tab.reaches('failed');
      await look('failed');
      await tab.ask('And that?', 'guardrail');
      await tab.reaches('warning');
      await look('warning');
      await tab.ask('And this?', 'hostile');
      await tab.page.waitForSelector('#transcript .not-loaded');
      await tab.page.click('#stop');
      await tab.reaches('stopped');
      await look('stopped');
    },
  );

  it.each(Object.keys(sizes) as (keyof typeof sizes)[])('nothing moves by itself: %s', async (size) => {
    const { url } = await openDemo();
    const tab = await openTab(browser(), url, { viewport: sizes[size] });
    await tab.page.evaluate(() => {
      const shifts: number[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        })[])
          if (!entry.hadRecentInput) shifts.push(entry.value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await tab.ask('Does anything move?');
    await tab.reaches('complete');
    const shifts = await tab.page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
    const total = shifts.reduce((sum, value) => sum + value, 0);
    console.log(`layout shift, ${size}: ${total.toFixed(4)} in all`);
    // What browsers call good is 0.1. Lines that grow within their own pane are not counted by them either way.
    expect(total).toBeLessThan(0.02);
  });

  it('with the keyboard alone: ask, join, drop, leave, stop', { timeout: 60_000 }, async () => {
    const { url } = await openDemo({ pace: 30 });
    const tab = await openTab(browser(), url);
    const { page } = tab;
    const tabTo = async (id: string) => {
      for (let presses = 0; presses < 40; presses++) {
        if ((await focused(page)) === id) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab never came to #${id}.`);
    };
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    await tabTo('prompt');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Only keys?');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#transcript .block p');
    await tabTo('join');
    await page.keyboard.press('Enter');
    await tabTo('drop');
    await page.keyboard.press(' ');
    await tab.reaches('reconnecting');
    await tab.reaches('streaming');
    await tabTo('transcript');
    // What it has thought is in a fold of its own.
    const tabToLeave = async () => {
      const label = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      for (let presses = 0; presses < 3 && (await label()) !== 'Late reader 1 leaves'; presses++)
        await page.keyboard.press('Tab');
      expect(await label()).toBe('Late reader 1 leaves');
    };
    await tabToLeave();
    for (const pane of ['tools', 'log']) await tabTo(pane);
    // There and back again.
    while ((await focused(page)) !== 'transcript') await page.keyboard.press('Shift+Tab');
    await tabToLeave();
    await page.keyboard.press('Enter');
    expect(await page.locator('#late li').count()).toBe(0);
    // Who has left is where they can join again.
    expect(await focused(page)).toBe('join');
    await tabTo('stop');
    await page.keyboard.press('Enter');
    await tab.reaches('stopped');
    // A button that is of no use any more keeps the focus, and says so.
    expect(await focused(page)).toBe('stop');
    expect(await page.locator('#stop').getAttribute('aria-disabled')).toBe('true');
    expect(await tab.text('#announcer')).toMatch(/^Stopped\./);
  });

  it('is told in a few words, and not in every word', async () => {
    const { url } = await openDemo();
    const tab = await openTab(browser(), url);
    await tab.page.evaluate(() => {
      const said: string[] = [];
      Object.assign(window, { said });
      const live = document.querySelectorAll('[aria-live], [role="status"], [role="alert"], [role="log"]');
      const observer = new MutationObserver(([change]) => said.push(change!.target.textContent ?? ''));
      for (const place of live)
        observer.observe(place, { childList: true, characterData: true, subtree: true });
    });
    await tab.ask('Quietly?');
    await tab.reaches('complete');
    const said = await tab.page.evaluate(() => (window as unknown as { said: string[] }).said);
    expect(said.map((words) => words.split('.')[0])).toEqual([
      'Waiting for the first word',
      'Streaming',
      'Complete',
    ]);
  });
});

async function violationsIn(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join()} ${failureSummary}`),
  );
}

function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.id);
}
