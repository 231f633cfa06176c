import type { Browser } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { describeInChromium, photograph } from './chromium.js';
import { openDemo, openTab, type Tab } from './stage.js';

/** What the main thread has been through. */
interface Watch {
  longTasks: number[];
  /** For each frame with updates, in how many tasks the DOM was changed. */
  updates: number[];
  frames: number;
}

describeInChromium('the main thread at 100 events a second', (browser) => {
  it.each([
    ['the page’s five panes', 0],
    ['ten lanes', 5],
  ])('%s: short tasks, one update per frame', { timeout: 90_000 }, async (name, late) => {
    const { url } = await openDemo();
    const tab = await openTab(browser(), url);
    await tab.ask('Hurry!', 'hurried');
    await tab.reaches('streaming');
    for (let joined = 0; joined < late; joined++) await tab.page.click('#join');
    // What it takes to begin is not what this is about, nor is the reading of the result.
    const idle = await openIdleTab(browser());
    await startWatch(tab);
    await browser().startTracing(tab.page, { categories: ['toplevel', 'devtools.timeline'] });
    await tab.page.waitForTimeout(6_000);
    const work = await workIn(browser());
    const { longTasks, updates, frames } = await stopWatch(tab);
    const waits = await idle.waits();
    const events = Number(
      (await tab.text('#log-count')).replace(/\D*([\d,]+) events.*/, '$1').replace(',', ''),
    );
    await photograph(tab.page, `hurried-${late}`);
    const longest = Math.max(0, ...longTasks);
    const most = Math.max(...work);
    const several = updates.filter((count) => count > 1).length;
    console.log(
      `${name}: ${events} events, ${frames} frames, ${updates.length} of them with an update, ` +
        `${several} with more than one; the busiest of ${work.length} tasks worked for ${most.toFixed(1)} ms; ` +
        `by the clock ${longTasks.length} took over 50 ms, the longest ${longest.toFixed(0)} ms; ` +
        `a tab that does nothing had to wait for that long ${waits} times`,
    );
    expect(events).toBeGreaterThan(400);
    expect(updates.length).toBeGreaterThan(50);
    // Neither has a tolerance: the page writes in one task per frame, and no task is 50 ms of work.
    expect(several).toBe(0);
    expect(most).toBeLessThan(50);
    // By the clock a task is also long when the machine has others to serve, but then a tab that does nothing waits too.
    expect(longTasks.length).toBeLessThanOrEqual(2 + 2 * waits);
  });
});

/** A tab in a process of its own that does nothing but look at the clock: what it waits for is the machine. */
async function openIdleTab(browser: Browser): Promise<{ waits: () => Promise<number> }> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.evaluate(() => {
    let last = performance.now();
    Object.assign(window, { waits: 0 });
    setInterval(() => {
      const now = performance.now();
      if (now - last > 50) (window as unknown as { waits: number }).waits += 1;
      last = now;
    }, 4);
  });
  return { waits: () => page.evaluate(() => (window as unknown as { waits: number }).waits) };
}

async function startWatch({ page }: Tab): Promise<void> {
  await page.evaluate(() => {
    const watch: Watch = { longTasks: [], updates: [], frames: 0 };
    let inThisFrame = 0;
    const tasks = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watch.longTasks.push(duration);
    });
    tasks.observe({ type: 'longtask' });
    // Called once for each task that has changed something.
    const changes = new MutationObserver(() => inThisFrame++);
    changes.observe(document.body, { childList: true, characterData: true, attributes: true, subtree: true });
    const onFrame = () => {
      watch.frames += 1;
      if (inThisFrame > 0) watch.updates.push(inThisFrame);
      inThisFrame = 0;
      next = requestAnimationFrame(onFrame);
    };
    let next = requestAnimationFrame(onFrame);
    const stop = () => {
      cancelAnimationFrame(next);
      tasks.disconnect();
      changes.disconnect();
      return watch;
    };
    Object.assign(window, { stopWatch: stop });
  });
}

function stopWatch({ page }: Tab): Promise<Watch> {
  return page.evaluate(() => (window as unknown as { stopWatch: () => Watch }).stopWatch());
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  args: { name?: string };
  /** The time that the thread was at work, and not waiting for a processor, in microseconds. */
  tdur?: number;
}

/** How long each task of the page's main thread has worked, in milliseconds. */
async function workIn(browser: Browser): Promise<number[]> {
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const drawing = new Set(
    traceEvents.filter(({ name }) => name === 'FireAnimationFrame').map(({ pid }) => pid),
  );
  const main = traceEvents.find(
    ({ name, args, pid }) => name === 'thread_name' && args.name === 'CrRendererMain' && drawing.has(pid),
  );
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) =>
      name === 'ThreadControllerImpl::RunTask' && ph === 'X' && pid === main?.pid && tid === main.tid,
  );
  return tasks.map(({ tdur = 0 }) => tdur / 1000);
}
