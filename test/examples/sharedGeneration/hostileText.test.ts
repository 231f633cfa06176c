import { expect, it } from 'vitest';
import { describeInChromium, photograph } from './chromium.js';
import { openDemo, openTab } from './stage.js';

describeInChromium('a hostile model', (browser) => {
  it('runs nothing, loads nothing, and hides no address', async () => {
    const { url } = await openDemo({ pace: 2 });
    const tab = await openTab(browser(), url);
    await tab.ask('Do your worst.', 'hostile');
    await tab.reaches('complete');
    await photograph(tab.page, 'hostile');

    expect(tab.foreign).toEqual([]);
    expect(tab.errors).toEqual([]);
    expect(await tab.page.title()).toBe('One generation, many subscribers');
    const transcript = tab.page.locator('#transcript');
    expect(
      await transcript.locator('script, img, iframe, style, form, input, base, button, svg').count(),
    ).toBe(0);
    expect(await transcript.innerText()).toContain('<script>document.title = "owned"</script>');
    expect(await transcript.innerText()).toContain(
      'picture not loaded: a pixel https://attacker.invalid/pixel.png',
    );

    const links = await transcript.locator('a').evaluateAll((all) =>
      all.map((link) => ({
        shown: link.textContent,
        goes: link.getAttribute('href'),
      })),
    );
    expect(links.length).toBeGreaterThan(1);
    for (const { shown, goes } of links) expect(shown).toBe(goes);
    expect(links.map(({ shown }) => shown)).toContain('https://xn--80ak6aa92e.example/');
    expect(links.every(({ shown }) => /^[\x20-\x7e]+$/.test(shown))).toBe(true);
    expect(await transcript.locator('a:not([rel~="noopener"])').count()).toBe(0);
    expect(await transcript.locator('a[href^="javascript" i]').count()).toBe(0);
  });

  it('writes from right to left where the words do, and keeps what is too wide in its pane', async () => {
    const { url } = await openDemo({ pace: 2 });
    const tab = await openTab(browser(), url, { viewport: { width: 390, height: 844 } });
    await tab.ask('Be wide.', 'hostile');
    await tab.reaches('complete');
    const looks = await tab.page.evaluate(() => {
      const blocks = Array.from(document.querySelectorAll<HTMLElement>('#transcript .block'));
      const written = (words: string) => blocks.find(({ innerText }) => innerText.includes(words))!;
      return {
        direction: getComputedStyle(written('from right to left')).direction,
        // An endless word is broken; a wide table can be scrolled to, in the pane.
        wordFits: written('endless').scrollWidth <= written('endless').clientWidth,
        canScroll: document.querySelector('#transcript')!.scrollWidth > 390,
        pageFits: document.documentElement.scrollWidth <= 390,
      };
    });
    expect(looks).toEqual({ direction: 'rtl', wordFits: true, canScroll: true, pageFits: true });
    await photograph(tab.page, 'hostile-narrow');
  });

  it('would not get through the wall behind the sanitiser either', async () => {
    const { url } = await openDemo();
    const tab = await openTab(browser(), url);
    const blocked = await tab.page.evaluate(async () => {
      const heard: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => heard.push(event.effectiveDirective));
      const image = new Image();
      image.src = 'https://attacker.invalid/pixel.png';
      const script = document.createElement('script');
      script.textContent = 'document.title = "owned"';
      document.body.append(image, script);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return heard.sort();
    });
    expect(blocked).toEqual(['img-src', 'script-src-elem']);
    expect(tab.foreign).toEqual([]);
    expect(await tab.page.title()).toBe('One generation, many subscribers');
  });
});
